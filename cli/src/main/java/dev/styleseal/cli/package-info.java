/**
 * The command line: options in, sentences and exit codes out. All work is done by the library.
 *
 * <p>Start reading at {@link dev.styleseal.cli.Main}, then at one of the commands. May import: all of core.
 */
@NullMarked
package dev.styleseal.cli;

import org.jspecify.annotations.NullMarked;
