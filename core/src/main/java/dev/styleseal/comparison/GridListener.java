package dev.styleseal.comparison;

import dev.styleseal.generate.GeneratedImage;

/** Told how a comparison goes, on the thread that does the work. */
public interface GridListener {
    /** {@code done} of {@code total} calls of the networks for painting are over. */
    void painting(int done, int total);

    /** A picture is finished; they come subject by subject, the base first. */
    void painted(Subject subject, GeneratedImage image);

    /** {@code done} of {@code total} subjects are measured. */
    void measuring(int done, int total);
}
