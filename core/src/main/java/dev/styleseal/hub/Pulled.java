package dev.styleseal.hub;

import java.nio.file.Path;

/**
 * What a pull has done.
 *
 * @param path the folder of the model, or the one file that was wanted
 * @param fetchedBytes that came over the network
 */
public record Pulled(Path path, long fetchedBytes) {}
