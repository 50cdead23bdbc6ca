/**
 * The page about a training: what was learned, how it came about, and how to use it. Its pieces serve other pages too.
 *
 * <p>Start reading at {@link dev.styleseal.runreport.RunPage}. May import: error, io, image, data, file, run, report; no
 * libtorch: what is painted for the page is painted by the front door {@code TrainingReport}.
 */
@NullMarked
package dev.styleseal.runreport;

import org.jspecify.annotations.NullMarked;
