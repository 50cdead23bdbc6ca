/**
 * The two codecs of WebP, decoded bit for bit as libwebp does: VP8 key frames (RFC 6386) and the lossless bitstream.
 *
 * <p>The decoders of the ImageIO plugin stray by some steps of 255 in the first and take colours for transparent pixels
 * in the second, and pictures people train on are often WebP. Start reading at {@link
 * dev.styleseal.image.webp.Vp8Decoder} and {@link dev.styleseal.image.webp.LosslessDecoder}. Imports nothing of ours.
 */
@NullMarked
package dev.styleseal.image.webp;

import org.jspecify.annotations.NullMarked;
