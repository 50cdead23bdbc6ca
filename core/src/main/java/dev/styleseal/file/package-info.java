/**
 * The seal as a file: its names in three dialects, its metadata, its health.
 *
 * <p>Start reading at {@link dev.styleseal.file.Seal}. May import: error, io, weights, and the plain numbers of lora ({@code LoraModule}).
 * Never loads libtorch, so that looking into a seal costs nothing.
 */
@NullMarked
package dev.styleseal.file;

import org.jspecify.annotations.NullMarked;
