/**
 * What a comparison of seals leaves behind: a page, a sheet of pictures and scores for programs.
 *
 * <p>Start reading at {@link dev.styleseal.cli.compare.ComparePage}. May import: core.
 */
@NullMarked
package dev.styleseal.cli.compare;

import org.jspecify.annotations.NullMarked;
