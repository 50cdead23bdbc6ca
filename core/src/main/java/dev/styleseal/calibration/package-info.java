/**
 * Measures on the machine at hand which way of carrying out a large operation is the fastest, and whether bf16 is,
 * and remembers it.
 *
 * <p>Start reading at {@link dev.styleseal.calibration.Calibration}. May import: error, io, tensor, nn, unet.
 */
@NullMarked
package dev.styleseal.calibration;

import org.jspecify.annotations.NullMarked;
