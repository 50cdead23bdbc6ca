/**
 * Still pictures of VP8, the lossy kind of WebP, decoded bit for bit as libwebp does (RFC 6386, key frames only).
 *
 * <p>The decoder of the ImageIO plugin strays by some steps of 255, and pictures people train on are often WebP. Start
 * reading at {@link dev.styleseal.image.vp8.Vp8Decoder}. Imports nothing of ours.
 */
@NullMarked
package dev.styleseal.image.vp8;

import org.jspecify.annotations.NullMarked;
