/**
 * What can go wrong through no fault of the program: three kinds, each with its exit code;
 * and how it is told in a person's language.
 *
 * <p>Start reading at {@link dev.styleseal.error.SealException}. Imports nothing.
 */
@NullMarked
package dev.styleseal.error;

import org.jspecify.annotations.NullMarked;
