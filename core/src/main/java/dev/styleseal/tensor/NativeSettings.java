package dev.styleseal.tensor;

/**
 * Settings that libtorch and JavaCPP read once, when their first class loads. {@link Engine} applies them before it
 * touches any; a system property that is already set wins.
 */
final class NativeSettings {
    private NativeSettings() {}

    static void apply() {
        // JavaCPP compares the whole process with 4 x -Xmx by default and would refuse any real model.
        setDefault("org.bytedeco.javacpp.maxphysicalbytes", "0");
        if (mklIsPresent()) {
            setDefault("org.bytedeco.openblas.load", "mkl");
        }
    }

    /** The matrix library in force: MKL where its jar is on the class path, else OpenBLAS or the system's own. */
    static String blas() {
        String chosen = System.getProperty("org.bytedeco.openblas.load", "");
        if (chosen.contains("mkl")) {
            return "MKL";
        }
        return System.getProperty("os.name", "").startsWith("Mac") ? "Accelerate" : "OpenBLAS";
    }

    private static boolean mklIsPresent() {
        return NativeSettings.class.getClassLoader().getResource("org/bytedeco/mkl/global/mkl_rt.class") != null;
    }

    private static void setDefault(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }
}
