package dev.styleseal.comparison;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Real pictures to measure by.
 *
 * @param heldOut a folder of captioned pictures that no seal was trained on, for the loss
 * @param pictures the folder of the training pictures, for style, colours and memorisation; captions are not looked at
 */
public record Yardsticks(Optional<Path> heldOut, Optional<Path> pictures) {}
