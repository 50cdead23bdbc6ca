/**
 * Layers as small immutable objects over tensors, the seam where adapters join them, and the cursor that builds them from a checkpoint by name.
 *
 * <p>Start reading at {@link dev.styleseal.nn.Layers}. May import: error, tensor, weights.
 */
@NullMarked
package dev.styleseal.nn;

import org.jspecify.annotations.NullMarked;
