package dev.styleseal.run;

import dev.styleseal.data.LatentCache;
import dev.styleseal.diffusion.NoiseSchedule;
import dev.styleseal.diffusion.Prediction;
import dev.styleseal.error.Cancellation;
import dev.styleseal.error.Message;
import dev.styleseal.error.OutOfMemory;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.tensor.Precision;
import dev.styleseal.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Finds out before the first real step how much memory it will take, from steps on the corners of the pictures, and
 * refuses what will not fit: a system that runs out of memory swaps for hours or kills the process without a word.
 */
final class MemoryRehearsal {
    /** What sides are divided by; each trial is allowed by the one before. */
    private static final List<Integer> PARTS = List.of(4, 2);
    /** A gradient and two moments for each trained value, in float32. */
    private static final int BYTES_PER_TRAINED = 12;

    private final StableDiffusion model;
    private final Plan plan;
    private final Lessons lessons;
    private final SystemMemory system;

    MemoryRehearsal(StableDiffusion model, Plan plan, Lessons lessons, SystemMemory system) {
        this.model = model;
        this.plan = plan;
        this.lessons = lessons;
        this.system = system;
    }

    /**
     * The peak of this process as the area of the pictures decides it; empty where that cannot be measured.
     *
     * @param training that is thrown away afterwards
     * @throws OutOfMemory if the plan will not fit
     */
    Optional<MemoryLine> run(Training training) {
        if (!fresh()) {
            return Optional.empty();
        }
        OptionalLong room = system.room();
        long trained = training.adapter().parameterCount() * BYTES_PER_TRAINED;
        MemoryLine.Trial last = new MemoryLine.Trial(0, peak() + trained);
        @Nullable MemoryLine line = null;
        for (int part : PARTS) {
            int width = side(plan.width() / part);
            int height = side(plan.height() / part);
            long pixels = (long) width * height;
            if (pixels <= last.pixels() || pixels >= pixels()) {
                continue; // a base so small that its pictures have no such corners
            }
            if (line != null) {
                requireRoom(line, pixels, room);
            }
            step(training, width, height);
            MemoryLine.Trial trial = new MemoryLine.Trial(pixels, peak());
            line = MemoryLine.through(last, trial);
            last = trial;
            fresh();
        }
        if (line != null) {
            requireRoom(line, pixels(), room);
        }
        return Optional.ofNullable(line);
    }

    /** Gives back what was freed, which the allocator keeps otherwise and would hide what comes, and forgets the peak. */
    private boolean fresh() {
        Pointer.trimMemory();
        return system.forgetPeak();
    }

    private long peak() {
        return system.held().map(SystemMemory.Held::peak).orElseThrow();
    }

    private long pixels() {
        return (long) plan.width() * plan.height();
    }

    /** As far as the UNet halves latents without a rest. */
    private int multiple() {
        return model.vaeConfig().factor() << (model.unetConfig().down().size() - 1);
    }

    private int side(int pixels) {
        return Math.max(1, pixels / multiple()) * multiple();
    }

    private void step(Training training, int width, int height) {
        int factor = model.vaeConfig().factor();
        try (LatentCache corners = lessons.corners(height / factor, width / factor);
                Trainer trainer = new Trainer(
                        plan.withSteps(1).config(),
                        training.unet(),
                        training.adapter(),
                        NoiseSchedule.of(training.schedule()),
                        Prediction.of(training.schedule()),
                        lessons.with(training.text(), corners))) {
            trainer.run(report -> {}, new Cancellation());
        }
    }

    private void requireRoom(MemoryLine line, long pixels, OptionalLong room) {
        if (room.isPresent() && line.peak(pixels) > room.getAsLong()) {
            throw refusal(line, room.getAsLong());
        }
    }

    private OutOfMemory refusal(MemoryLine line, long room) {
        List<Message> advice = new ArrayList<>();
        int side = Math.min(line.largestSide(room, multiple()), side(Math.max(plan.width(), plan.height())));
        if (side > 0) {
            advice.add(Message.of("--size {0}, which will fit", side));
        }
        if (plan.config().batch() > 1) {
            advice.add(Message.of("--batch 1"));
        }
        if (model.placement().precision() == Precision.FLOAT32) {
            advice.add(Message.of("--precision bf16"));
        }
        advice.add(Message.of("fewer --targets or a lower --rank"));
        return new OutOfMemory(
                "Training needs about {0} of memory at {1}x{2}, batch {3} and rank {4}, and this process can have {5}. Expected less than that; nothing was learned or written. Choose {6}, or close other programs.",
                Gigabytes.of(line.peak(pixels())),
                plan.width(),
                plan.height(),
                plan.config().batch(),
                plan.config().lora().rank(),
                Gigabytes.of(room),
                Message.joined("; ", advice));
    }
}
