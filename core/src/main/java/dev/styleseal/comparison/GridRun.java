package dev.styleseal.comparison;

import dev.styleseal.data.Progress;
import dev.styleseal.diffusion.ScheduleConfig;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Cancellation;
import dev.styleseal.generate.GeneratedImage;
import dev.styleseal.generate.Outfit;
import dev.styleseal.generate.PaintJob;
import dev.styleseal.generate.PaintSettings;
import dev.styleseal.generate.PaintingSession;
import dev.styleseal.generate.PromptSettings;
import dev.styleseal.generate.WornSeal;
import dev.styleseal.image.RgbImage;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.run.HeldOutComparison;
import dev.styleseal.score.Leak;
import dev.styleseal.score.PictureChange;
import dev.styleseal.score.Sharpness;
import dev.styleseal.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Paints and measures a whole grid. One object makes one comparison; used on the engine thread. */
public final class GridRun {
    private final StableDiffusion model;
    private final Grid grid;
    private final Yardsticks yardsticks;
    private final PaintSettings settings;
    private final GridListener listener;
    private final Cancellation cancellation;

    /** What a subject painted, prompts first. */
    private record Painted(Subject subject, List<GeneratedImage> pictures, List<GeneratedImage> neutral) {
        List<RgbImage> pixels() {
            return Compared.pixels(pictures);
        }
    }

    /** @param settings how all pictures are painted, with their size */
    public GridRun(
            StableDiffusion model,
            Grid grid,
            Yardsticks yardsticks,
            PaintSettings settings,
            GridListener listener,
            Cancellation cancellation) {
        this.model = model;
        this.grid = grid;
        this.yardsticks = yardsticks;
        this.settings = settings;
        this.listener = listener;
        this.cancellation = cancellation;
    }

    /**
     * Does it all. Whatever does not fit is found before the first picture.
     *
     * @throws dev.styleseal.error.BadInput if a seal, a folder or the settings cannot be used with this base
     * @throws dev.styleseal.error.Interrupted if the cancellation was requested
     */
    public GridResult run() {
        grid.seals().forEach(this::requireFitting);
        try (Scope scope = new Scope();
                HeldOutPictures heldOut = heldOut();
                TrainingSet training = training()) {
            List<Painted> painted = painted();
            if (training != null) {
                training.allow(painted.get(0).pixels());
            }
            List<Compared> compared = measured(painted, Optional.ofNullable(heldOut), Optional.ofNullable(training));
            return new GridResult(grid, compared, Optional.ofNullable(training).map(TrainingSet::reference));
        }
    }

    /** One seal after the other, since a fault of several worn at once does not say whose it is. */
    private void requireFitting(WornSeal seal) {
        try {
            session(new Subject(Optional.of(seal))).close();
        } catch (BadInput e) {
            throw new BadInput(e, "Seal {0} does not go with this base. {1}", seal.name(), e.message());
        }
    }

    private @Nullable HeldOutPictures heldOut() {
        return yardsticks
                .heldOut()
                .map(folder -> HeldOutPictures.read(model, folder, cancellation))
                .orElse(null);
    }

    private @Nullable TrainingSet training() {
        return yardsticks
                .pictures()
                .map(folder -> TrainingSet.read(model, folder, settings.width(), settings.height(), cancellation))
                .orElse(null);
    }

    private PaintingSession session(Subject subject) {
        Outfit outfit = new Outfit(List.of(), subject.worn(), PromptSettings.PLAIN);
        ScheduleConfig schedule = model.schedule();
        return new PaintingSession(model, outfit, settings, schedule);
    }

    private List<Painted> painted() {
        List<Subject> subjects = grid.subjects();
        List<PaintJob> jobs = grid.jobs();
        int wanted = grid.prompts().size() * grid.seeds().size();
        List<Painted> all = new ArrayList<>();
        for (Subject subject : subjects) {
            int before = all.size();
            Progress overall = (done, total) -> listener.painting(before * total + done, subjects.size() * total);
            List<GeneratedImage> images = new ArrayList<>();
            try (PaintingSession session = session(subject)) {
                session.paint(
                        jobs,
                        image -> {
                            images.add(image);
                            listener.painted(subject, image);
                        },
                        overall,
                        cancellation);
            }
            all.add(new Painted(subject, images.subList(0, wanted), images.subList(wanted, images.size())));
        }
        return all;
    }

    private List<Compared> measured(
            List<Painted> painted, Optional<HeldOutPictures> heldOut, Optional<TrainingSet> training) {
        Painted base = painted.get(0);
        Optional<List<Double>> baseLosses = heldOut.map(pictures -> pictures.losses(List.of()));
        List<Compared> compared = new ArrayList<>();
        for (Painted each : painted) {
            cancellation.check();
            List<RgbImage> pixels = each.pixels();
            Optional<HeldOutComparison> losses = heldOut.map(pictures -> new HeldOutComparison(
                    baseLosses.orElseThrow(),
                    each.subject.isBase() ? baseLosses.orElseThrow() : pictures.losses(each.subject.worn())));
            OptionalDouble gram = training.map(set -> OptionalDouble.of(set.gram(pixels, cancellation)))
                    .orElse(OptionalDouble.empty());
            Scores scores = new Scores(
                    losses,
                    gram,
                    training.map(set -> set.palette(pixels)).orElse(OptionalDouble.empty()),
                    Sharpness.of(pixels),
                    training.map(set -> set.nearest(pixels)),
                    leak(base, each));
            compared.add(new Compared(each.subject, each.pictures, each.neutral, scores));
            listener.measuring(compared.size(), painted.size());
        }
        return compared;
    }

    private static OptionalDouble leak(Painted base, Painted sealed) {
        if (sealed.subject.isBase() || sealed.neutral.isEmpty()) {
            return OptionalDouble.empty();
        }
        return new Leak(
                        PictureChange.between(base.pixels(), sealed.pixels()),
                        PictureChange.between(Compared.pixels(base.neutral), Compared.pixels(sealed.neutral)))
                .share();
    }
}
