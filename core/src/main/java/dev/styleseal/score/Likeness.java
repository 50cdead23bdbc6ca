package dev.styleseal.score;

/**
 * How much a picture is like the training picture most like it.
 *
 * @param index of the training picture, from 0
 * @param value 1 for the same, around 0 for nothing in common; see {@link NearestPicture}
 */
public record Likeness(int index, double value) {}
