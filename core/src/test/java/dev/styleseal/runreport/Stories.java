package dev.styleseal.runreport;

import dev.styleseal.error.Figure;
import dev.styleseal.error.Message;
import dev.styleseal.file.BlockStrength;
import dev.styleseal.image.RgbImage;
import dev.styleseal.report.Machine;
import dev.styleseal.run.Choice;
import dev.styleseal.run.HeldOutComparison;
import dev.styleseal.run.LossScore;
import dev.styleseal.run.Preflight;
import dev.styleseal.run.RunDescription;
import dev.styleseal.run.RunHistory;
import dev.styleseal.run.RunHistory.Evaluation;
import dev.styleseal.run.RunKey;
import dev.styleseal.run.SelfTest;
import dev.styleseal.run.Setting;
import dev.styleseal.run.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;

/** Stories of trainings that never were: one with everything, one with as little as can be. */
final class Stories {
    private static final Path FOLDER = Path.of("runs", "fox");
    private static final Instant BEGAN = Instant.parse("2026-01-02T03:04:05Z");
    private static final int STEPS = 400;
    private static final WeightGrid.Painting PAINTING = new WeightGrid.Painting(64, 64, "DPM++ 2M Karras", 20, 4);

    private Stories() {}

    /** A run that did everything; its checkpoint of step 300 was chosen. */
    static RunStory whole() {
        return new RunStory(
                history(
                        evaluations(true),
                        new RunHistory.Checks(Optional.of(preflight()), Optional.of(choice(0.3)), Optional.of(test()))),
                sheet(),
                grid(),
                previews(),
                new RunStory.SealFacts(Optional.of(FOLDER.resolve("fox.safetensors")), 472_976, 9_000_000, blocks()),
                machine());
    }

    /** A whole run whose evaluations and checks are others. */
    static RunStory with(List<Evaluation> evaluations, RunHistory.Checks checks) {
        RunStory all = whole();
        return new RunStory(
                history(evaluations, checks), all.lessons(), all.grid(), all.previews(), all.seal(), all.machine());
    }

    /** A run that broke off after its first steps, and whose folder is all there is. */
    static RunStory bare() {
        RunHistory history = new RunHistory(
                FOLDER,
                RunDescription.empty().with(RunKey.NAME, "fox"),
                new RunHistory.Planned(12, 64, 64, Map.of()),
                List.of(),
                new RunHistory.Began(BEGAN, 1000, 100_000, Message.of("cpu")),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new RunHistory.Checks(Optional.empty(), Optional.empty(), Optional.empty()),
                Optional.empty());
        return new RunStory(
                history,
                LessonSheet.none(),
                WeightGrid.none(PAINTING, WeightGrid.Left.RUN_STOPPED),
                List.of(),
                new RunStory.SealFacts(Optional.empty(), 0, 1000, List.of()),
                machine());
    }

    private static RunHistory history(List<Evaluation> evaluations, RunHistory.Checks checks) {
        Random random = new Random(1);
        List<RunHistory.Step> steps = IntStream.rangeClosed(1, STEPS)
                .mapToObj(step ->
                        new RunHistory.Step(step, 0.1 + 0.15 * random.nextDouble(), 4, Duration.ofMillis(320L * step)))
                .toList();
        Settings settings = Settings.none()
                .with(Setting.KIND, "style")
                .with(Setting.STEPS, STEPS)
                .with(Setting.RANK, 8)
                .with(Setting.LEARNING_RATE, 0.001);
        return new RunHistory(
                FOLDER,
                new RunDescription(
                        Map.of(
                                RunKey.NAME,
                                "fox",
                                RunKey.MODEL,
                                "/home/ada/models/emoji",
                                RunKey.PICTURES,
                                "/home/ada/fox <1>",
                                RunKey.TRIGGER,
                                "foxy style"),
                        settings),
                new RunHistory.Planned(29, 64, 64, Map.of(Setting.RANK, Message.of("enough for a small base"))),
                List.of(Message.of("The trigger \"{0}\" is missing.", "foxy <style>")),
                new RunHistory.Began(BEGAN, 223_744, 12_800_000, Message.of("cpu, 2 threads")),
                List.of(120),
                steps,
                evaluations,
                List.of(),
                List.of(),
                checks,
                Optional.of(new RunHistory.Ending(
                        BEGAN.plusSeconds(150),
                        STEPS,
                        false,
                        Duration.ofSeconds(128),
                        Optional.of(FOLDER.resolve("fox.safetensors")),
                        Optional.empty())));
    }

    static List<Evaluation> evaluations(boolean heldOut) {
        List<Evaluation> evaluations = new ArrayList<>();
        List<Double> base = List.of(0.10, 0.12, 0.08);
        for (int step = 0; step <= STEPS; step += 50) {
            double factor = 1 - 0.08 * Math.sin(Math.PI * step / 600);
            List<Double> losses = base.stream().map(loss -> loss * factor).toList();
            double spread = step == 0 ? 0 : 0.02;
            evaluations.add(new Evaluation(
                    new LossScore(step, heldOut, losses.stream().map(List::of).toList()),
                    0.1,
                    factor - 1,
                    new HeldOutComparison.Range(factor - 1 - spread, factor - 1 + spread)));
        }
        return evaluations;
    }

    static Choice choice(double leak) {
        Choice.Guard guard = new Choice.Guard(false, 0.71, 0.83, OptionalDouble.of(leak));
        return new Choice(
                300,
                STEPS,
                true,
                Message.of("its loss is the lowest of {0}", 3),
                List.of(
                        new Choice.Candidate(200, 0.0931, 0.012, 0.004, Optional.empty()),
                        new Choice.Candidate(300, 0.092, 0, 0, Optional.of(guard)),
                        new Choice.Candidate(400, 0.0929, 0.01, 0.004, Optional.empty())));
    }

    private static Preflight preflight() {
        return new Preflight(
                STEPS,
                new Preflight.Speed(
                        Duration.ofMillis(310), Duration.ofSeconds(3), Duration.ofSeconds(4), Duration.ofMillis(12)),
                Duration.ofSeconds(140),
                new Preflight.Need(900_000_000, 8_000_000_000L),
                new Preflight.Need(5_000_000, 70_000_000_000L),
                Message.of("three steps of {0} s", Figure.decimal(0.31, 2)));
    }

    static SelfTest test() {
        return new SelfTest(4, 23.4, 0.182, 3.1e-4);
    }

    private static LessonSheet sheet() {
        return new LessonSheet(
                IntStream.range(0, 29).mapToObj(Stories::lesson).toList(),
                IntStream.range(29, 32).mapToObj(Stories::lesson).toList(),
                28,
                new LessonSheet.Sizes(29, 3, 0));
    }

    private static LessonPicture lesson(int number) {
        return new LessonPicture(
                "fox-" + number + ".png",
                "a fox, foxy style",
                picture(number),
                number == 0 ? 48 : 256,
                number == 1 ? 512 : 256,
                number == 1 ? 0.5 : 0,
                number == 0,
                OptionalInt.of(6 + number % 3));
    }

    private static WeightGrid grid() {
        List<WeightGrid.Row> rows = IntStream.range(0, 3)
                .mapToObj(row -> new WeightGrid.Row(
                        "a fox on a very long wall " + row + ", foxy style",
                        row + 1,
                        IntStream.range(0, 5)
                                .mapToObj(i -> painted(row * 5 + i))
                                .toList()))
                .toList();
        return new WeightGrid(List.of(0.0, 0.4, 0.8, 1.0, 1.2), rows, PAINTING, Optional.empty());
    }

    private static List<RunStory.PreviewPicture> previews() {
        List<RunStory.PreviewPicture> previews = new ArrayList<>();
        for (int step = 0; step <= STEPS; step += 200) {
            for (int seed = 1; seed <= 2; seed++) {
                previews.add(new RunStory.PreviewPicture(
                        new RunHistory.Preview(step, "a fox " + seed, seed, FOLDER), painted(step + seed)));
            }
        }
        return previews;
    }

    private static PaintedPicture painted(int number) {
        return PaintedPicture.of(picture(number), Map.of());
    }

    private static List<BlockStrength> blocks() {
        return List.of(
                new BlockStrength("down_blocks.0", 16, 0, 0.4),
                new BlockStrength("mid_block", 8, 1, 0.3),
                new BlockStrength("up_blocks.1", 24, 0, 0.8));
    }

    private static Machine machine() {
        return new Machine("A processor", 2, 16_000_000_000L, "Linux 6", "17.0.15 (Vendor)");
    }

    /** A disc on white whose colour tells the number. */
    private static RgbImage picture(int number) {
        int side = 64;
        byte[] rgb = new byte[side * side * 3];
        for (int i = 0; i < side * side; i++) {
            int x = i % side - 32;
            int y = i / side - 32;
            boolean inside = x * x + y * y < 600;
            rgb[i * 3] = (byte) (inside ? 200 : 255);
            rgb[i * 3 + 1] = (byte) (inside ? number * 40 : 255);
            rgb[i * 3 + 2] = (byte) (inside ? number * 17 : 255);
        }
        return RgbImage.of(side, side, rgb);
    }
}
