package dev.styleseal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskNeedTest {
    private static final Duration NONE = Duration.ZERO;

    private static DiskNeed need() {
        Rehearsal measured = new Rehearsal(
                new Preflight.Speed(NONE, NONE, NONE, NONE),
                NONE,
                new Preflight.Need(1, 2),
                new Rehearsal.Sizes(3_000_000, 6_100_000, 12_288),
                Message.of(""),
                Optional.empty());
        Plan plan = Recipe.plan(Settings.none().with(Setting.STEPS, 1000), SmallBase.BASE, 32);
        return DiskNeed.of(measured, plan, new Agenda(11, 5, 6, 5, 4), 4);
    }

    @Test
    void everythingThatIsWrittenIsCounted() {
        assertThat(need().snapshots()).isEqualTo(108_000_000); // 3 files of 3 float32 numbers for each value
        assertThat(need().seals()).isEqualTo(36_600_000); // 5 checkpoints and the seal
        assertThat(need().previews()).isEqualTo(245_760); // 5 rounds of 4
        assertThat(need().rest()).isEqualTo(4_194_304 + 1_000_000 + 245_760);
        assertThat(need().bytes()).isEqualTo(150_285_824);
    }

    @Test
    void aDiskThatIsTooFullIsRefused() {
        need().require(OptionalLong.of(150_285_824), Path.of("runs/a"));
        need().require(OptionalLong.empty(), Path.of("runs/a"));
        assertThatThrownBy(() -> need().require(OptionalLong.of(100_000_000), Path.of("a")))
                .isInstanceOf(BadInput.class)
                .hasMessage(
                        "The run needs about 0.15 GB in a, and 0.10 GB are free there. Expected room for snapshots (0.11 GB), seals (36.6 MB), previews (0.2 MB), events and the report (5.4 MB). Free some space, choose another --output, or lower --rank, --keep-checkpoints or the number of previews.");
    }

    @Test
    void aFolderThatIsNotThereYetHasTheSpaceOfItsParent(@TempDir Path folder) {
        assertThat(DiskNeed.free(folder.resolve("runs/a/b")).getAsLong()).isPositive();
    }
}
