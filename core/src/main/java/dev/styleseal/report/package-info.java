/**
 * Reports: one self-contained HTML page out of plain records, without scripts and without anything from the network.
 *
 * <p>Start reading at {@link dev.styleseal.report.Report}. May import: error, io, image, and the plain records of run.
 */
@NullMarked
package dev.styleseal.report;

import org.jspecify.annotations.NullMarked;
