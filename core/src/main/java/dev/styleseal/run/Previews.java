package dev.styleseal.run;

import dev.styleseal.data.Progress;
import dev.styleseal.diffusion.SamplerKind;
import dev.styleseal.error.Cancellation;
import dev.styleseal.error.Interrupted;
import dev.styleseal.generate.Conditions;
import dev.styleseal.generate.PaintSettings;
import dev.styleseal.generate.Painter;
import dev.styleseal.image.RgbImage;
import dev.styleseal.tensor.Scope;
import dev.styleseal.train.TextConditions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.NoGradGuard;

/** Paints the same prompts with the same seeds again and again, by the very code that paints for users. */
final class Previews {
    static final int STEPS = 20;
    private static final double GUIDANCE = 4;
    private static final long FIRST_SEED = 1;

    private final Painter painter;
    private final TextConditions text;
    private final List<String> prompts;
    private final PaintSettings settings;
    private final Cancellation cancellation;

    Previews(Painter painter, TextConditions text, List<String> prompts, Plan plan, Cancellation cancellation) {
        this.painter = painter;
        this.text = text;
        this.prompts = List.copyOf(prompts);
        this.cancellation = cancellation;
        settings = settings(plan, STEPS);
    }

    /** How previews are painted, in so many steps of the sampler. */
    static PaintSettings settings(Plan plan, int steps) {
        return new PaintSettings(
                plan.width(),
                plan.height(),
                SamplerKind.DPMPP_2M_KARRAS,
                steps,
                GUIDANCE,
                OptionalInt.of(plan.config().clipSkip()));
    }

    /** Paints all, or as many as are done when the cancellation is requested: what was learned must still be kept. */
    void paint(int step, TrainingListener listener) {
        try {
            paintAll(step, listener);
        } catch (Interrupted e) {
            if (!cancellation.isRequested()) {
                throw e;
            }
        }
    }

    private void paintAll(int step, TrainingListener listener) {
        for (int i = 0; i < prompts.size(); i++) {
            listener.on(new TrainingEvent.Previewed(step, prompts.get(i), FIRST_SEED + i, picture(i)));
        }
    }

    /**
     * All of them.
     *
     * @throws Interrupted if the cancellation was requested
     */
    List<RgbImage> pictures() {
        return IntStream.range(0, prompts.size()).mapToObj(this::picture).toList();
    }

    private RgbImage picture(int index) {
        try (Scope scope = new Scope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Conditions conditions = new Conditions(
                    text.of(List.of(Optional.of(prompts.get(index)))), text.of(List.of(Optional.empty())));
            return painter.paint(conditions, settings, FIRST_SEED + index, Progress.SILENT, cancellation);
        }
    }
}
