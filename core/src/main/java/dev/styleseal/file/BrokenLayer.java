package dev.styleseal.file;

/**
 * A layer of a seal some of whose values are no numbers, so that the seal cannot be worn.
 *
 * @param path of the layer
 * @param nan how many of its values are NaN
 * @param infinite how many are infinite
 */
public record BrokenLayer(String path, long nan, long infinite) {}
