package dev.styleseal.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.styleseal.error.Figure;
import dev.styleseal.error.Language;
import dev.styleseal.error.Message;
import dev.styleseal.file.SealFormat;
import dev.styleseal.image.RgbImage;
import dev.styleseal.tensor.KernelPlan;
import dev.styleseal.train.StepReport;
import dev.styleseal.weights.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/reference/events.schema.json, as a validator of JSON Schema 2020-12 understands it, and the lines that are written. */
class EventSchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SCHEMA = Path.of("../docs/reference/events.schema.json");

    @TempDir
    private Path folder;

    @Test
    void everyLineThatIsWrittenIsAsTheSchemaSays() throws IOException {
        JsonNode schema = JSON.readTree(Files.readAllBytes(SCHEMA));
        JsonSchema validator =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
        Set<String> seen = new TreeSet<>();
        Set<String> fields = new TreeSet<>();
        for (String line : lines()) {
            JsonNode event = JSON.readTree(line);
            assertThat(validator.validate(event)).as(line).isEmpty();
            seen.add(event.path("event").asText());
            event.fieldNames()
                    .forEachRemaining(field -> fields.add(event.path("event").asText() + "." + field));
        }
        Set<String> described = new TreeSet<>();
        Set<String> describedFields = new TreeSet<>();
        for (JsonNode each : schema.path("oneOf")) {
            String name = each.at("/properties/event/const").asText();
            described.add(name);
            each.path("properties").fieldNames().forEachRemaining(field -> describedFields.add(name + "." + field));
        }
        assertThat(seen).as("events that are written").isEqualTo(described);
        assertThat(seen)
                .hasSize(TrainingEvent.class.getPermittedSubclasses().length + 1); // failed is no event of training
        describedFields.removeIf(field -> field.endsWith(".values")); // only where arguments are more than texts
        fields.removeIf(field -> field.endsWith(".values"));
        assertThat(fields).isEqualTo(describedFields);
    }

    @Test
    void pageOfTheRunFolderNamesEveryEvent() throws IOException {
        String page = Files.readString(Path.of("../docs/reference/run-folder.md"));
        List<String> names = StreamSupport.stream(
                        JSON.readTree(Files.readAllBytes(SCHEMA)).path("oneOf").spliterator(), false)
                .map(each -> "| `" + each.at("/properties/event/const").asText() + "` |")
                .toList();
        assertThat(page).contains(names);
    }

    private List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        try (RunFolder run = prepare("a")) {
            toStart(run);
            run.on(new TrainingEvent.Resumed(0));
            checks(run);
            run.on(new TrainingEvent.Finished(SmallBase.seal(), 2, true, Duration.ofMillis(1500)));
        }
        lines.addAll(Files.readAllLines(folder.resolve("a/events.jsonl")));
        try (RunFolder run = prepare("b")) {
            toStart(run);
            run.on(stepped(1));
            run.on(new TrainingEvent.RolledBack(0, SmallBase.seal(), Message.of("step {0} is not finite", 1)));
            run.failed(Message.of("the {0} is full", Message.of("disk")));
        }
        lines.addAll(Files.readAllLines(folder.resolve("b/events.jsonl")));
        return lines;
    }

    private static void toStart(RunFolder run) {
        run.on(new TrainingEvent.Planned(
                Recipe.plan(Settings.none(), SmallBase.BASE, 4),
                new HeldOutSplit(List.of(), List.of(), Message.of("none"))));
        run.on(new TrainingEvent.Warned(Message.of("{0} of {1}", Figure.count(2000), "a")));
        run.on(new TrainingEvent.Calibrating(0.5));
        run.on(new TrainingEvent.Calibrated(KernelPlan.FIXED, 0.25, Message.of("measured")));
        run.on(new TrainingEvent.Encoding(1, 4));
        run.on(new TrainingEvent.Preflighted(
                new Preflight(
                        400,
                        new Preflight.Speed(
                                Duration.ofMillis(250), Duration.ZERO, Duration.ZERO, Duration.ofMillis(12)),
                        Duration.ofMinutes(2),
                        new Preflight.Need(1_000_000_000_000L, -1),
                        new Preflight.Need(2_000, 3_000_000),
                        Message.of("one step in {0} s", Figure.decimal(0.25, 2))),
                new Cadence(20, 0, Message.of("a"), Message.of("b"), 0.1)));
        run.on(new TrainingEvent.Started(100, 1000, Message.of("cpu, {0}, {1} threads", Message.of("bf16"), 2)));
    }

    private static void checks(RunFolder run) {
        LossScore base = new LossScore(0, true, List.of(List.of(0.2, 0.4), List.of(0.1)));
        run.on(new TrainingEvent.Previewed(0, "a fox", 1, RgbImage.of(2, 2, new byte[12])));
        run.on(stepped(1));
        run.on(new TrainingEvent.Evaluated(base, base));
        run.on(new TrainingEvent.Snapshotted(1));
        run.on(new TrainingEvent.Checkpointed(1, SmallBase.seal()));
        Choice.Guard guard = new Choice.Guard(false, 0.7, 0.8, OptionalDouble.of(0.25));
        run.on(new TrainingEvent.Chosen(
                new Choice(
                        1,
                        2,
                        true,
                        Message.of("the lowest of {0}", 2),
                        List.of(
                                new Choice.Candidate(1, 0.15, 0, 0.01, Optional.of(guard)),
                                new Choice.Candidate(2, 0.16, 0.05, 0.01, Optional.empty()))),
                SmallBase.seal()));
        run.on(new TrainingEvent.SelfTested(new SelfTest(2, 12.5, 0.125, 1e-4)));
    }

    private static TrainingEvent stepped(int step) {
        return new TrainingEvent.Stepped(
                new StepReport(step, 0.5, 0.001, 0.25, 4), 400, Duration.ofSeconds(1), Duration.ofSeconds(399));
    }

    private RunFolder prepare(String name) {
        RunPlace place = new RunPlace(folder.resolve(name), "fox", SealFormat.KOHYA, DType.F16, false);
        return RunFolder.prepare(place, RunDescription.empty(), Clock.systemUTC(), Language.ENGLISH);
    }
}
