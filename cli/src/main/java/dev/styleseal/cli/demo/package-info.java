/**
 * The demo: the whole story on the embedded base, from sample pictures to a page that shows what was learnt.
 *
 * <p>Start reading at {@link dev.styleseal.cli.demo.Demo}. May import: the public library; nothing of the other commands.
 */
@NullMarked
package dev.styleseal.cli.demo;

import org.jspecify.annotations.NullMarked;
