/**
 * Who frees native memory, which thread computes, and which random numbers are drawn.
 *
 * <p>Start reading at {@link dev.styleseal.tensor.Scope}. May import: error.
 */
@NullMarked
package dev.styleseal.tensor;

import org.jspecify.annotations.NullMarked;
