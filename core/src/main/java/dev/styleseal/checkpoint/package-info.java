/**
 * A whole model in one file, as people have it (the original names of CompVis, Stability AI and OpenCLIP), seen as the
 * components of a diffusers folder: names, shapes and configs, no numbers.
 *
 * <p>Start reading at {@link dev.styleseal.checkpoint.Checkpoint}. May import: error, io, weights. Never loads libtorch,
 * so that looking into a model costs nothing.
 */
@NullMarked
package dev.styleseal.checkpoint;

import org.jspecify.annotations.NullMarked;
