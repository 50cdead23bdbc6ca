package dev.styleseal.benchmark;

import dev.styleseal.error.BadInput;
import dev.styleseal.lora.LoraConfig;
import dev.styleseal.lora.LoraTargets;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What is measured and how.
 *
 * @param width of pictures, in pixels
 * @param height of pictures, in pixels
 * @param batch pictures in a training step
 * @param rank of the LoRA that learns, in all projections of the UNet
 * @param steps how many of each work are timed after an unmeasured one; empty for as many as fit the minute, at least three
 * @param work what is measured
 * @param gradientCheckpointing whether a training step computes again what it could remember
 */
public record BenchmarkOrder(
        int width, int height, int batch, int rank, OptionalInt steps, Set<Work> work, boolean gradientCheckpointing) {
    /** Steps of the sampler in a picture. */
    public static final int PICTURE_STEPS = 20;
    /** How strongly the words steer. */
    public static final double GUIDANCE = 7;

    private static final int LARGEST_SIDE = 8192;

    /** Kinds of work. */
    public enum Work {
        /** Training: forward, loss, backward, clipping, AdamW. */
        STEP,
        /** Painting: calls of the network with guidance, and what the sampler makes of them. */
        PICTURE
    }

    public BenchmarkOrder {
        if (width < 1 || height < 1 || width > LARGEST_SIDE || height > LARGEST_SIDE) {
            throw new BadInput(
                    "The size is {0}x{1}. Expected sides of 1 to {2} pixels. Correct --size.",
                    width, height, LARGEST_SIDE);
        }
        if (batch < 1) {
            throw new BadInput("--batch is {0}. Expected at least 1. Correct it.", batch);
        }
        if (steps.isPresent() && steps.getAsInt() < 1) {
            throw new BadInput(
                    "--steps is {0}. Expected at least 1. Leave it out for as many as fit a minute.", steps.getAsInt());
        }
        work = Set.copyOf(work.isEmpty() ? EnumSet.allOf(Work.class) : work);
        new LoraConfig(rank, rank, targets(), 0);
    }

    /** The layers that learn. */
    static LoraTargets targets() {
        return LoraTargets.named("all");
    }

    /** The LoRA that learns. */
    LoraConfig lora() {
        return new LoraConfig(rank, rank, targets(), 0);
    }

    public boolean has(Work kind) {
        return work.contains(kind);
    }

    /** Refuses sides that no latent corresponds to. */
    void requireMultipleOf(int factor) {
        if (width % factor != 0 || height % factor != 0) {
            throw new BadInput(
                    "The size {0}x{1} does not fit this base. Expected sides that are multiples of {2}, such as {3}x{4}. Correct --size.",
                    width,
                    height,
                    factor,
                    Math.max(factor, Math.round((float) width / factor) * factor),
                    Math.max(factor, Math.round((float) height / factor) * factor));
        }
    }
}
