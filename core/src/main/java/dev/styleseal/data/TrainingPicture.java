package dev.styleseal.data;

import java.nio.file.Path;

/**
 * A picture to learn from and the words for it.
 *
 * @param file the picture, not yet read
 * @param caption what it shows; never blank
 * @param captionSource where the caption comes from, for people: the name of a file or of an option
 */
public record TrainingPicture(Path file, String caption, String captionSource) {}
