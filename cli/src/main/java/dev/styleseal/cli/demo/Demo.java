package dev.styleseal.cli.demo;

import dev.styleseal.BaseModel;
import dev.styleseal.Evaluation;
import dev.styleseal.FineTuning;
import dev.styleseal.TextToImage;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Cancellation;
import dev.styleseal.error.Interrupted;
import dev.styleseal.error.Language;
import dev.styleseal.error.Message;
import dev.styleseal.file.Seal;
import dev.styleseal.generate.WornSeal;
import dev.styleseal.io.Reason;
import dev.styleseal.report.Machine;
import dev.styleseal.run.HeldOutComparison;
import dev.styleseal.run.Setting;
import dev.styleseal.run.TrainingEvent;
import dev.styleseal.score.Leak;
import dev.styleseal.score.PictureChange;
import dev.styleseal.tensor.Placement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Trains a seal on the sample pictures with the embedded base, paints things it was never shown, measures, and writes the
 * page that shows all of it. Uses nothing but the public library. One object makes one demo.
 */
public final class Demo {
    private static final String SEAL_NAME = "fluent";

    private final DemoSettings settings;
    private final Placement placement;
    private final DemoWords words;
    private final Cancellation cancellation;
    private final DemoProgress.Opener progress;
    private final Phases phases = new Phases();

    /**
     * @param placement where the networks compute
     * @param language of the page and of all that is told
     * @param cancellation ends the demo early; the seal so far is kept
     * @param progress told how the work goes
     */
    public Demo(
            DemoSettings settings,
            Placement placement,
            Language language,
            Cancellation cancellation,
            DemoProgress.Opener progress) {
        this.settings = settings;
        this.placement = placement;
        words = new DemoWords(language);
        this.cancellation = cancellation;
        this.progress = progress;
    }

    /**
     * Runs it all, for minutes.
     *
     * @throws BadInput if the samples or the base are not there, or the output cannot be written
     * @throws Interrupted if the cancellation was requested; says what was kept
     */
    public DemoResult run() {
        requireWritable();
        try (BaseModel model = phases.timed("open", () -> BaseModel.open(settings.base(), placement))) {
            Gallery gallery = new Gallery(
                    Thing.in(settings.heldOut(), model.nativeSize()),
                    Thing.in(settings.lessons(), model.nativeSize()),
                    settings.seeds());
            String before = model.fingerprint();
            TrainingDiary.Training training = phases.timed("train", () -> train(model));
            Seal seal = saved(training);
            try {
                paint(model, gallery, "paint-base", List.of(View.BASE_NOTO, View.BASE_FLUENT), List.of());
                paint(model, gallery, "paint-seal", List.of(View.SEALED_FLUENT, View.SEALED_NOTO), List.of(seal));
                DemoFigures figures = measured(model, training, before, seal, gallery);
                DemoSheet.write(settings.sheetFile(), gallery);
                new DemoReport(words, settings, figures, gallery).report().save(settings.reportFile());
                return new DemoResult(words, figures, settings.sealFile(), settings.reportFile(), settings.sheetFile());
            } catch (Interrupted e) {
                throw new Interrupted(
                        e,
                        "Stopped before the report was written. The seal is whole and stays: {0}. Run the command again for the report.",
                        settings.sealFile());
            }
        }
    }

    /** Before minutes of work, not after them. */
    private void requireWritable() {
        if (Files.exists(settings.output()) && !Files.isDirectory(settings.output())) {
            throw unwritable(Message.of("a file of that name is there"));
        }
        try {
            Files.createDirectories(settings.output());
        } catch (IOException e) {
            throw unwritable(Reason.of(e));
        }
        if (!Files.isWritable(settings.output())) {
            throw unwritable(Message.of("permission denied"));
        }
    }

    private BadInput unwritable(Message reason) {
        return new BadInput(
                "Cannot write into {0}: {1}. Expected a folder for seal, report and contact sheet. Choose another with --output.",
                settings.output(), reason);
    }

    private TrainingDiary.Training train(BaseModel model) {
        try (PhaseProgress encoding = phase("encode");
                PhaseProgress steps = phase("train")) {
            TrainingDiary diary = new TrainingDiary(event -> {
                if (event instanceof TrainingEvent.Encoding encoded) {
                    encoding.advanced(encoded.done(), encoded.total());
                } else if (event instanceof TrainingEvent.Stepped stepped) {
                    String loss = words.loss(stepped.report().loss());
                    steps.advanced(stepped.report().step(), stepped.steps(), words.of("progress.loss", loss));
                }
            });
            FineTuning tuning = FineTuning.on(model)
                    .pictures(settings.lessons())
                    .name(SEAL_NAME)
                    .heldOut("none") // it is measured on things of its own, and tells every step
                    .evaluateEvery(0)
                    .listener(diary)
                    .cancellation(cancellation);
            settings.steps().ifPresent(tuning::steps);
            settings.seed().ifPresent(seed -> tuning.with(Setting.SEED, seed));
            tuning.run();
            return diary.training();
        }
    }

    private PhaseProgress phase(String key) {
        return new PhaseProgress(progress.open(words.of("phase." + key)), System::nanoTime);
    }

    /** From the file as written, so that everything shown is what its receivers will see. */
    private Seal saved(TrainingDiary.Training training) {
        training.seal().save(settings.sealFile());
        if (training.interrupted()) {
            throw new Interrupted(
                    "Stopped after {0} of {1} steps. The seal so far is {2}; there is no report. Run the command again to start over.",
                    training.losses().size(), training.plan().config().steps(), settings.sealFile());
        }
        return Seal.open(settings.sealFile());
    }

    private void paint(BaseModel model, Gallery gallery, String key, List<View> views, List<Seal> seals) {
        try (PhaseProgress told = phase(key)) {
            TextToImage painter = TextToImage.with(model)
                    .sampler(DemoSettings.SAMPLER)
                    .steps(settings.paintSteps())
                    .guidance(DemoSettings.GUIDANCE)
                    .progress(told)
                    .cancellation(cancellation);
            seals.forEach(seal -> painter.seal(seal, 1));
            phases.timed(key, () -> gallery.painted(painter, views));
        }
    }

    private DemoFigures measured(
            BaseModel model, TrainingDiary.Training training, String before, Seal seal, Gallery gallery) {
        WornSeal worn = new WornSeal(SEAL_NAME, seal, 1, "");
        HeldOutComparison heldOut =
                phases.timed("measure", () -> Evaluation.heldOut(model, List.of(worn), settings.heldOut()));
        cancellation.check();
        return new DemoFigures(
                training,
                model.parameters(),
                new DemoFigures.Sizes(size(settings.sealFile()), size(settings.base())),
                new DemoFigures.Fingerprints(before, model.fingerprint()),
                heldOut,
                Palette.of(gallery),
                leak(gallery),
                phases.list(),
                Machine.here());
    }

    private static Leak leak(Gallery gallery) {
        return new Leak(
                PictureChange.between(gallery.all(View.BASE_FLUENT), gallery.all(View.SEALED_FLUENT)),
                PictureChange.between(gallery.all(View.BASE_NOTO), gallery.all(View.SEALED_NOTO)));
    }

    private static long size(Path place) {
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new BadInput(e, "Cannot read {0}: {1}. Expected a folder or file. Try again.", place, Reason.of(e));
        }
    }
}
