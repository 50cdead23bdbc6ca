/**
 * How fast this machine trains and paints, by the very code that trains and paints.
 *
 * <p>Start reading at {@link dev.styleseal.benchmark.Benchmark}. May import: the chapters before it.
 */
@NullMarked
package dev.styleseal.benchmark;

import org.jspecify.annotations.NullMarked;
