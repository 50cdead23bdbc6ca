/**
 * Painting: from a request to pictures.
 *
 * <p>Start reading at {@link dev.styleseal.generate.Painter}. May import: the chapters before it.
 */
@NullMarked
package dev.styleseal.generate;

import org.jspecify.annotations.NullMarked;
