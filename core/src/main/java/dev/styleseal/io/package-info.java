/**
 * How files come onto the disk: whole or not at all.
 *
 * <p>Start reading at {@link dev.styleseal.io.AtomicFile}. May import: error.
 */
@NullMarked
package dev.styleseal.io;

import org.jspecify.annotations.NullMarked;
