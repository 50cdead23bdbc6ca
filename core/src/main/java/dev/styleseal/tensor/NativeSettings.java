package dev.styleseal.tensor;

/**
 * Settings that libtorch and JavaCPP read once, when their first class loads. {@link Engine} applies them before it
 * touches any; a system property that is already set wins.
 */
final class NativeSettings {
    private static final String MOST_MEMORY = "org.bytedeco.javacpp.maxphysicalbytes";

    private NativeSettings() {}

    static void apply() {
        // JavaCPP compares the whole process with 4 x -Xmx by default and would refuse any real model.
        if (System.getProperty(MOST_MEMORY) == null) {
            System.setProperty(MOST_MEMORY, "0");
        }
        if (!MatrixLibrary.isSettled()) {
            MatrixLibrary.available().stream().findFirst().ifPresent(MatrixLibrary::settle);
        }
    }
}
