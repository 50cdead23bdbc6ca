/**
 * Seals held against each other and against the base: the same prompts and seeds at several weights, painted and measured.
 *
 * <p>Start reading at {@link dev.styleseal.comparison.GridRun}. May import: all chapters before it.
 */
@NullMarked
package dev.styleseal.comparison;

import org.jspecify.annotations.NullMarked;
