/**
 * A base model as one bundle, read from a diffusers folder: tokenizer, text model, VAE, UNet and noise schedule.
 *
 * <p>Start reading at {@link dev.styleseal.model.StableDiffusion}. May import: the chapters before it.
 */
@NullMarked
package dev.styleseal.model;

import org.jspecify.annotations.NullMarked;
