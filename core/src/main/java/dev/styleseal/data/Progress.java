package dev.styleseal.data;

/** Told how far a piece of long work is. Called on the thread that does the work. */
@FunctionalInterface
public interface Progress {
    /** Tells nobody. */
    Progress SILENT = (done, total) -> {};

    /** {@code done} of {@code total} pieces are finished. */
    void advanced(int done, int total);
}
