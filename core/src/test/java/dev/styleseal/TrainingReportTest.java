package dev.styleseal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.data.CaptionRule;
import dev.styleseal.data.PictureFolder;
import dev.styleseal.data.TrainingPicture;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Cancellation;
import dev.styleseal.error.Language;
import dev.styleseal.file.SealFormat;
import dev.styleseal.run.RunDescription;
import dev.styleseal.run.RunFolder;
import dev.styleseal.run.RunKey;
import dev.styleseal.run.RunPlace;
import dev.styleseal.run.Setting;
import dev.styleseal.run.Settings;
import dev.styleseal.weights.DType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of real trainings on the small reference model. */
class TrainingReportTest {
    private static final Path PICTURES = Path.of("../samples/fluent/train");

    @TempDir
    private static Path parent;

    private static BaseModel model;
    private static Path folder;

    @BeforeAll
    static void train() {
        model = BaseModel.open(Reference.folder("sd1/model"));
        folder = parent.resolve("run");
        List<String> prompts = List.of("an owl");
        RunPlace place = new RunPlace(folder, "owls", SealFormat.KOHYA, DType.F16, false);
        RunDescription order = new RunDescription(
                Map.of(RunKey.NAME, "owls", RunKey.MODEL, "sd1", RunKey.PREVIEW_PROMPT, prompts),
                Settings.none().with(Setting.STEPS, 3));
        try (RunFolder run = RunFolder.prepare(place, order, Clock.systemUTC(), Language.ENGLISH)) {
            FineTuning.on(model)
                    .pictures(PICTURES)
                    .name("owls")
                    .steps(3)
                    .with(Setting.BATCH, 1)
                    .previewEvery(2, prompts)
                    .listener(run)
                    .run();
        }
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void finishedRunIsPaintedAndShown() throws Exception {
        List<TrainingPicture> pictures = pictures();
        List<Integer> told = new ArrayList<>();
        String before = model.fingerprint();
        Path page = TrainingReport.of(folder)
                .pictures(pictures.subList(0, 29), pictures.subList(29, 32))
                .painted(model)
                .progress((done, total) -> told.add(total))
                .write();
        String html = Files.readString(page);
        // five weights, two previews, and all pictures of the lesson
        assertThat(html.split("<img ", -1)).hasSize(1 + 5 + 2 + 32);
        assertThat(told).hasSize(5).containsOnly(5);
        assertThat(html)
                .contains("an owl; weight 0.4, seed 1", "an owl; weight 1.2, seed 1", "after step 2, seed 1")
                .contains("Withheld: 3", "tokens of a caption", "mid_block, ", "3 planned")
                .doesNotContainPattern("\\{\\d");
        assertThat(model.fingerprint()).isEqualTo(before);
    }

    @Test
    void folderAloneIsEnough() throws Exception {
        String html = Files.readString(
                TrainingReport.of(folder).language(Language.RUSSIAN).write());
        assertThat(html)
                .contains("lang=\"ru\"", "базовой модели под рукой не было", "их под рукой не было")
                .contains("mid_block, ");
    }

    @Test
    void paintingThatIsStoppedLeavesAPage() throws Exception {
        Cancellation cancellation = new Cancellation();
        cancellation.request();
        Path page = TrainingReport.of(folder)
                .painted(model)
                .cancellation(cancellation)
                .write();
        assertThat(page).content().contains("because that was interrupted");
    }

    @Test
    void folderWithoutARunIsRefused() {
        assertThatThrownBy(() -> TrainingReport.of(parent))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("There is no run in");
    }

    private static List<TrainingPicture> pictures() {
        return PictureFolder.read(PICTURES, CaptionRule.filesOnly());
    }
}
