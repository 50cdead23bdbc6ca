/**
 * Tensors on disk: safetensors files read as if they were hostile, and written whole or not at all.
 *
 * <p>Start reading at {@link dev.styleseal.weights.SafetensorsFile}. May import: error, io. Never loads libtorch, so that
 * looking into a file costs nothing.
 */
@NullMarked
package dev.styleseal.weights;

import org.jspecify.annotations.NullMarked;
