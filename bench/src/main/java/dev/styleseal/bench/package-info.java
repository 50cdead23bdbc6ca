/**
 * Benchmarks of the pieces that training and painting are made of, and one of the whole.
 *
 * <p>Start reading at {@link dev.styleseal.bench.EndToEnd}. May import: core.
 */
@NullMarked
package dev.styleseal.bench;

import org.jspecify.annotations.NullMarked;
