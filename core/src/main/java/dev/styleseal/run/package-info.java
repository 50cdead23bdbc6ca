/**
 * A whole training: what was wished for, what was derived and why, and everything from the picture folder to the seal.
 *
 * <p>Start reading at {@link dev.styleseal.run.TrainingRun}. May import: the chapters before it.
 */
@NullMarked
package dev.styleseal.run;

import org.jspecify.annotations.NullMarked;
