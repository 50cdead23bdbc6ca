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
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Finds out before the first real step how much memory it will take, from steps on the corners of the pictures, so that
 * what will not fit is refused: a system that runs out of memory swaps for hours or kills the process without a word.
 */
final class MemoryRehearsal {
    /** Parts that sides are divided into, and how many of them trials may have. */
    private static final int PARTS = 4;

    private static final int TRIALS = 2;
    /** At 1x1, where a corner is one multiple wide, the coarsest level computes otherwise and takes less. */
    private static final int TYPICAL_MULTIPLES = 2;
    /** A gradient and two moments for each trained value, in float32. */
    private static final int BYTES_PER_TRAINED = 12;

    private final StableDiffusion model;
    private final Plan plan;
    private final Lessons lessons;
    private final SystemMemory system;
    private final long pointBytes; // corners are too small for what takes them

    MemoryRehearsal(StableDiffusion model, Plan plan, Lessons lessons, SystemMemory system) {
        this.model = model;
        this.plan = plan;
        this.lessons = lessons;
        this.system = system;
        pointBytes = KernelChoice.pointBytes(model, plan);
    }

    /**
     * What trials promise.
     *
     * @param line the peak of this process as the area of the pictures decides it; empty where that cannot be measured
     * @param needed the peak that the whole pictures will have, in bytes; 0 without a line
     * @param room what the process could have, in bytes
     */
    record Promise(Optional<MemoryLine> line, long needed, OptionalLong room) {
        boolean fits() {
            return room.isEmpty() || needed <= room.getAsLong();
        }
    }

    /**
     * Tries it, on no larger corners than will fit themselves.
     *
     * @param training whose adapter and networks are used, not its trainer
     */
    Promise run(Training training) {
        OptionalLong room = system.room();
        if (!fresh()) {
            return new Promise(Optional.empty(), 0, room);
        }
        long trained = training.adapter().parameterCount() * BYTES_PER_TRAINED;
        MemoryLine.Trial last = new MemoryLine.Trial(0, peak() + trained);
        @Nullable MemoryLine line = null;
        for (Corner corner : corners()) {
            long pixels = corner.pixels();
            if (line != null && !new Promise(Optional.of(line), line.peak(pixels), room).fits()) {
                break;
            }
            step(training, corner);
            MemoryLine.Trial trial = new MemoryLine.Trial(pixels, peak());
            line = MemoryLine.through(last, trial);
            last = trial;
            fresh();
        }
        return new Promise(Optional.ofNullable(line), line == null ? 0 : line.peak(pixels()), room);
    }

    /** Gives back what was freed, which the allocator keeps otherwise and would hide what comes, and forgets the peak. */
    private boolean fresh() {
        Pointer.trimMemory();
        return system.forgetPeak();
    }

    private long peak() {
        return pointBytes + system.held().map(SystemMemory.Held::peak).orElseThrow();
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

    /** What a trial sees of each picture, in pixels. */
    private record Corner(int width, int height) {
        long pixels() {
            return (long) width * height;
        }
    }

    /** The two smallest that are typical, in order; fewer if the pictures themselves are small. */
    private List<Corner> corners() {
        List<Corner> all = IntStream.range(1, PARTS)
                .mapToObj(part -> new Corner(side(part * plan.width() / PARTS), side(part * plan.height() / PARTS)))
                .filter(corner -> corner.pixels() < pixels())
                .distinct()
                .toList();
        List<Corner> typical = all.stream()
                .filter(corner -> Math.min(corner.width, corner.height) >= TYPICAL_MULTIPLES * multiple())
                .toList();
        return (typical.size() < TRIALS ? all : typical).stream().limit(TRIALS).toList();
    }

    private void step(Training training, Corner corner) {
        int factor = model.vaeConfig().factor();
        try (LatentCache corners = lessons.corners(corner.height / factor, corner.width / factor);
                Trainer trainer = new Trainer(
                        plan.idle(1).config(),
                        training.unet(),
                        training.adapter(),
                        NoiseSchedule.of(training.schedule()),
                        Prediction.of(training.schedule()),
                        lessons.with(training.text(), corners))) {
            trainer.run(report -> true, new Cancellation());
        }
    }

    /** What is said where a promise does not fit. */
    OutOfMemory refusal(Promise promise) {
        MemoryLine line = promise.line.orElseThrow();
        long room = promise.room.orElseThrow();
        List<Message> advice = new ArrayList<>();
        int side = Math.min(line.largestSide(room, multiple()), side(Math.max(plan.width(), plan.height())));
        if (side > 0) {
            advice.add(Message.of("--size {0}, which will fit", side));
        }
        if (!plan.config().gradientCheckpointing()) {
            advice.add(Message.of("--gradient-checkpointing auto"));
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
                Gigabytes.of(promise.needed),
                plan.width(),
                plan.height(),
                plan.config().batch(),
                plan.config().lora().rank(),
                Gigabytes.of(room),
                Message.joined("; ", advice));
    }
}
