package dev.styleseal.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A library that multiplies matrices on the CPU. libtorch is bound to one when it loads, for as long as the process lives. */
public enum MatrixLibrary {
    /** Intel's, for x86. */
    MKL("mkl"),
    OPENBLAS(""); // JavaCPP's own

    /** What JavaCPP asks for when libtorch loads. */
    private static final String PROPERTY = "org.bytedeco.openblas.load";

    private final String load;

    MatrixLibrary(String load) {
        this.load = load;
    }

    /** Those that come with this program, the usual one first; none where the system's own is used. */
    public static List<MatrixLibrary> available() {
        if (System.getProperty("os.name", "").startsWith("Mac")) {
            return List.of();
        }
        boolean isMklThere =
                MatrixLibrary.class.getClassLoader().getResource("org/bytedeco/mkl/global/mkl_rt.class") != null;
        return isMklThere ? List.of(values()) : List.of(OPENBLAS);
    }

    /** Whether it is decided for this process which one it is, by the user or since libtorch was loaded. */
    public static boolean isSettled() {
        return System.getProperty(PROPERTY) != null;
    }

    /** Has libtorch bind to this one when it loads. */
    public void settle() {
        System.setProperty(PROPERTY, load);
    }

    /** The option that has another Java bind to it. */
    public String option() {
        return "-D" + PROPERTY + "=" + load;
    }

    /** What files and people call it. */
    public String label() {
        return this == MKL ? "MKL" : "OpenBLAS";
    }

    /**
     * The library that files call so.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static MatrixLibrary named(String label) {
        return Arrays.stream(values())
                .filter(each -> each.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no matrix library is called " + label));
    }

    /** The name of the one in force, once libtorch has loaded. */
    static String inForce() {
        String chosen = System.getProperty(PROPERTY, "");
        Optional<MatrixLibrary> usual = available().stream().findFirst();
        if (usual.isEmpty()) {
            return "Accelerate";
        }
        return (chosen.contains(MKL.load) ? MKL : OPENBLAS).label();
    }
}
