/**
 * What a benchmark leaves behind: a table for people, an object for programs and one line to compare with others.
 *
 * <p>Start reading at {@link dev.styleseal.cli.bench.BenchLine}. May import: core.
 */
@NullMarked
package dev.styleseal.cli.bench;

import org.jspecify.annotations.NullMarked;
