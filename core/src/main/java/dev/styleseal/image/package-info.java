/**
 * Pictures as plain bytes: files to pixels as Pillow gives them, resizing, PNG files with words inside, colour distance.
 *
 * <p>Start reading at {@link dev.styleseal.image.PictureReader}. Knows nothing of tensors. May import: error, io.
 */
@NullMarked
package dev.styleseal.image;

import org.jspecify.annotations.NullMarked;
