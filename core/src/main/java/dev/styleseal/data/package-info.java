/**
 * From a folder of pictures and captions to what training reads.
 *
 * <p>Start reading at {@link dev.styleseal.data.PictureFolder}. May import: error, image, tensor, weights, model.
 */
@NullMarked
package dev.styleseal.data;

import org.jspecify.annotations.NullMarked;
