package dev.styleseal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.Figure;
import dev.styleseal.error.Language;
import dev.styleseal.error.Message;
import dev.styleseal.train.StepReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunHistoryTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final LossScore BASE = new LossScore(0, true, List.of(List.of(0.2, 0.4), List.of(0.1)));
    private static final LossScore LATER = new LossScore(2, true, List.of(List.of(0.1, 0.3), List.of(0.1)));

    @TempDir
    private Path folder;

    @BeforeEach
    void begin() throws IOException {
        Plan plan = Recipe.plan(Settings.none(), SmallBase.BASE, 4);
        RunDescription description =
                RunDescription.empty().with(RunKey.NAME, "fox").with(plan.settings());
        Files.writeString(folder.resolve("run.toml"), RunToml.text(description, plan.reasons(), Language.ENGLISH));
        Files.writeString(folder.resolve("events.jsonl"), "");
        add(new TrainingEvent.Planned(plan, new HeldOutSplit(List.of(), List.of(), Message.of("none"))));
        add(new TrainingEvent.Started(100, 1000, Message.of("cpu, {0}, {1} threads", Message.of("bf16"), 2)));
    }

    @Test
    void whatWasToldIsReadBack() throws IOException {
        Preflight preflight = new Preflight(
                400,
                new Preflight.Speed(
                        Duration.ofMillis(250), Duration.ofSeconds(3), Duration.ofSeconds(4), Duration.ofMillis(12)),
                Duration.ofMinutes(2),
                new Preflight.Need(1_000_000, -1),
                new Preflight.Need(2_000, 3_000_000),
                Message.of("one step in {0} s", Figure.decimal(0.25, 2)));
        Choice choice = new Choice(
                2,
                4,
                true,
                Message.of("lowest of {0}", 2),
                List.of(
                        new Choice.Candidate(
                                2,
                                0.15,
                                0,
                                0.01,
                                Optional.of(new Choice.Guard(false, 0.7, 0.8, OptionalDouble.of(0.25)))),
                        new Choice.Candidate(4, 0.16, 0.05, 0.01, Optional.empty())));
        SelfTest test = new SelfTest(2, 12.5, 0.125, 1e-4);
        add(new TrainingEvent.Preflighted(preflight, new Cadence(20, 0, Message.of("a"), Message.of("b"), 0.1)));
        add(new TrainingEvent.Evaluated(BASE, BASE));
        add(stepped(1, 0.5));
        add(stepped(2, 0.25));
        add(new TrainingEvent.Evaluated(LATER, BASE));
        line("{'event':'previewed','at':'%s','step':2,'prompt':'a fox','seed':1,'file':'previews/step-000002/01.png'}");
        line("{'event':'checkpointed','at':'%s','step':2,'file':'checkpoints/fox-000002.safetensors','bytes':12}");
        add(new TrainingEvent.Chosen(choice, SmallBase.seal()));
        add(new TrainingEvent.SelfTested(test));
        line(
                "{'event':'finished','at':'%s','steps':2,'interrupted':false,'elapsedSeconds':1.5,'file':'fox.safetensors','bytes':9}");

        RunHistory history = RunHistory.read(folder);

        assertThat(history.name()).isEqualTo("fox");
        assertThat(history.planned().pictures()).isEqualTo(4);
        assertThat(history.began().engine().text()).isEqualTo("cpu, bf16, 2 threads");
        assertThat(history.steps())
                .containsExactly(
                        new RunHistory.Step(1, 0.5, 4, Duration.ofSeconds(1)),
                        new RunHistory.Step(2, 0.25, 4, Duration.ofSeconds(2)));
        HeldOutComparison change = new HeldOutComparison(BASE.perPicture(), LATER.perPicture());
        assertThat(history.evaluations().get(1))
                .isEqualTo(new RunHistory.Evaluation(LATER, 0.2, change.relativeChange(), change.interval()));
        assertThat(history.decisive()).contains(history.evaluations().get(1));
        assertThat(history.previews())
                .containsExactly(new RunHistory.Preview(
                        2, "a fox", 1, folder.resolve("previews").resolve("step-000002/01.png")));
        assertThat(history.checkpoints())
                .containsExactly(
                        new RunHistory.Checkpoint(2, folder.resolve("checkpoints/fox-000002.safetensors"), 12));
        assertThat(history.checks().preflight().orElseThrow().speed()).isEqualTo(preflight.speed());
        assertThat(history.checks().choice().orElseThrow().candidates()).isEqualTo(choice.candidates());
        assertThat(history.checks().selfTest()).contains(test);
        assertThat(history.ending().orElseThrow().seal()).contains(folder.resolve("fox.safetensors"));
        assertThat(history.lastStep()).isEqualTo(2);
    }

    @Test
    void sentencesKeepTheirPartsForOtherLanguages() throws IOException {
        Message warning =
                Message.of("{0} of {1}, {2} and {3} {3|step|steps}", Message.of("it is a folder"), "a\nb", 7, 1.5);
        Message reason = Message.of("{0} s", new Figure("1,234.5"));
        add(new TrainingEvent.Warned(warning));
        add(new TrainingEvent.Warned(reason));
        RunHistory history = RunHistory.read(folder);
        assertThat(history.warnings()).extracting(Message::text).containsExactly(warning.text(), reason.text());
        assertThat(history.warnings().get(0).text(Language.RUSSIAN)).startsWith("это папка of a");
        assertThat(history.warnings().get(1).text(Language.RUSSIAN)).isEqualTo("1\u00a0234,5 s");
        Plan plan = Recipe.plan(Settings.none(), SmallBase.BASE, 4);
        for (Map.Entry<Setting, Message> entry : plan.reasons().entrySet()) {
            Message read = history.planned().reasons().getOrDefault(entry.getKey(), Message.of(""));
            assertThat(read.text(Language.RUSSIAN)).isEqualTo(entry.getValue().text(Language.RUSSIAN));
        }
    }

    @Test
    void whatCameAfterAResumedStepIsForgotten() throws IOException {
        add(new TrainingEvent.Evaluated(BASE, BASE));
        add(stepped(1, 0.5));
        add(stepped(2, 0.4));
        add(stepped(3, 0.3));
        add(new TrainingEvent.Evaluated(LATER, BASE));
        line("{'event':'previewed','at':'%s','step':2,'prompt':'old','seed':1,'file':'p/1.png'}");
        line("{'event':'checkpointed','at':'%s','step':2,'file':'c/2','bytes':12}");
        line(
                "{'event':'finished','at':'%s','steps':3,'interrupted':true,'elapsedSeconds':3,'file':'fox.safetensors','bytes':9}");
        add(new TrainingEvent.Resumed(1));
        RunHistory cut = RunHistory.read(folder);
        assertThat(cut.steps()).extracting(RunHistory.Step::step).containsExactly(1);
        assertThat(cut.evaluations()).hasSize(1);
        assertThat(cut.previews()).isEmpty();
        assertThat(cut.checkpoints()).isEmpty();
        assertThat(cut.ending()).isEmpty();
        assertThat(cut.resumed()).containsExactly(1);
        add(stepped(2, 0.45));
        assertThat(RunHistory.read(folder).steps())
                .extracting(RunHistory.Step::loss)
                .containsExactly(0.5, 0.45);
    }

    @Test
    void tornLastLineAndUnknownEventsArePassedOver() throws IOException {
        line("{'event':'snapshotted','at':'%s','step':1}");
        line("{'event':'ofALaterVersion','at':'%s','anything':[1]}");
        add(stepped(1, 0.5));
        append("{\"event\":\"stepped\",\"at\":\"2026-01");
        RunHistory history = RunHistory.read(folder);
        assertThat(history.steps()).hasSize(1);
        assertThat(history.ending()).isEmpty();
        assertThat(history.decisive()).isEmpty();
    }

    @Test
    void failureKeepsItsReason() throws IOException {
        add(stepped(1, 0.5));
        append(EventJson.message("failed", Message.of("The disk is full."), NOW) + "\n");
        RunHistory.Ending ending = RunHistory.read(folder).ending().orElseThrow();
        assertThat(ending.failure().orElseThrow().text()).isEqualTo("The disk is full.");
        assertThat(ending.steps()).isEqualTo(1);
        assertThat(ending.seal()).isEmpty();
        line(
                "{'event':'rolledBack','at':'%s','pattern':'x','arguments':[],'step':1,'file':'fox.safetensors','bytes':9}");
        append(EventJson.message("failed", Message.of("The loss is not finite."), NOW) + "\n");
        assertThat(RunHistory.read(folder).ending().orElseThrow().seal()).contains(folder.resolve("fox.safetensors"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no json",
                "[1, 2]",
                "{'at':'2026-01-02T03:04:05Z'}",
                "{'event':'stepped','at':'%s','step':-1,'loss':1,'pictures':1,'elapsedSeconds':1}",
                "{'event':'stepped','at':'%s','step':1,'loss':'x','pictures':1,'elapsedSeconds':1}",
                "{'event':'stepped','at':'%s','step':1,'loss':1e999,'pictures':1,'elapsedSeconds':1}",
                "{'event':'stepped','at':'%s','step':1,'loss':1,'pictures':1,'elapsedSeconds':-1}",
                "{'event':'stepped','at':'%s','step':1,'loss':1,'pictures':1,'elapsedSeconds':1e300}",
                "{'event':'evaluated','at':'%s','step':1,'heldOut':true,'base':1,'change':0,'from':0,'to':0,'losses':[]}",
                "{'event':'evaluated','at':'%s','step':1,'heldOut':true,'base':1,'change':0,'from':0,'to':0,'losses':[[]]}",
                "{'event':'evaluated','at':'%s','step':1,'heldOut':1,'base':1,'change':0,'from':0,'to':0,'losses':[[1]]}",
                "{'event':'warned','at':'%s','text':'x'}",
                "{'event':'warned','at':'%s','pattern':'{0|a|b}','arguments':['x'],'values':[{'figure':'x'}]}",
                "{'event':'finished','at':'now','steps':1,'interrupted':false,'elapsedSeconds':1,'file':'a'}",
                "{'event':'chosen','at':'%s','step':1,'lastStep':1,'claimed':true,'reason':{'pattern':'x','arguments':[]},'candidates':[1]}"
            })
    void damagedLinesAreNamed(String line) throws IOException {
        line(line);
        assertThatThrownBy(() -> RunHistory.read(folder))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining("Line 3 of")
                .hasMessageContaining("events.jsonl")
                .hasMessageContaining("Expected");
    }

    @ParameterizedTest
    @CsvSource({"/etc/passwd", "../../secret.png", "a/../../b", "C:\\secret", "''"})
    void filesOutsideOfTheFolderAreRefused(String name) throws IOException {
        line("{'event':'previewed','at':'%s','step':2,'prompt':'x','seed':1,'file':'" + name.replace("\\", "\\\\")
                + "'}");
        assertThatThrownBy(() -> RunHistory.read(folder))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining("(event previewed) has file =")
                .hasMessageContaining("Expected the name of a file in the run's folder");
    }

    @Test
    void sentencesInsideOfSentencesHaveAnEnd() throws IOException {
        String deep = "'x'";
        for (int i = 0; i < 200; i++) {
            deep = "{'pattern':'{0}','arguments':['x'],'values':[" + deep + "]}";
        }
        line("{'event':'warned','at':'%s','pattern':'{0}','arguments':['x'],'values':[" + deep + "]}");
        assertThatThrownBy(() -> RunHistory.read(folder)).isInstanceOf(CorruptFile.class);
    }

    @Test
    void endlessLineIsRefused() throws IOException {
        append("x".repeat(4_000_001));
        assertThatThrownBy(() -> RunHistory.read(folder))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining("Line 3 of")
                .hasMessageContaining("more than 4000000 bytes");
    }

    @Test
    void lettersThatAreNoUtf8AreNamed() throws IOException {
        Files.write(folder.resolve("events.jsonl"), new byte[] {(byte) 0xff, '\n'}, StandardOpenOption.APPEND);
        assertThatThrownBy(() -> RunHistory.read(folder))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining("Line 3 of")
                .hasMessageContaining("it is no UTF-8");
    }

    @Test
    void folderWithoutARunIsSaid() throws IOException {
        Files.delete(folder.resolve("run.toml"));
        assertThatThrownBy(() -> RunHistory.read(folder))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("There is no run in")
                .hasMessageContaining("run.toml and events.jsonl");
    }

    @Test
    void eventsWithoutABeginningAreRefused() throws IOException {
        Files.writeString(folder.resolve("events.jsonl"), "");
        add(stepped(1, 0.5));
        assertThatThrownBy(() -> RunHistory.read(folder))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining("has no event planned");
    }

    private static TrainingEvent stepped(int step, double loss) {
        return new TrainingEvent.Stepped(
                new StepReport(step, loss, 0.001, 0.25, 4), 400, Duration.ofSeconds(step), Duration.ofSeconds(9));
    }

    private void add(TrainingEvent event) throws IOException {
        append(EventJson.of(event, NOW) + "\n");
    }

    private void line(String json) throws IOException {
        append(json.replace("%s", NOW.toString()).replace('\'', '"') + "\n");
    }

    private void append(String text) throws IOException {
        Files.writeString(folder.resolve("events.jsonl"), text, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    }
}
