/**
 * Settings files of kohya's sd-scripts, read as descriptions of a run here, with a word on every key.
 *
 * <p>Start reading at {@link dev.styleseal.kohya.KohyaConfig}. May import: error, io, data, run.
 */
@NullMarked
package dev.styleseal.kohya;

import org.jspecify.annotations.NullMarked;
