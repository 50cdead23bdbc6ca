/**
 * Tensors on disk: safetensors files and pickles read as if they were hostile; what is written is written whole or not
 * at all.
 *
 * <p>Start reading at {@link dev.styleseal.weights.TensorFile}. May import: error, io. Never loads libtorch, so that
 * looking into a file costs nothing.
 */
@NullMarked
package dev.styleseal.weights;

import org.jspecify.annotations.NullMarked;
