package dev.styleseal.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.error.Message;
import dev.styleseal.image.PictureReader;
import dev.styleseal.image.RgbImage;
import dev.styleseal.train.StepReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.framework.DataType;
import org.tensorflow.framework.Summary;
import org.tensorflow.util.Event;
import org.tensorflow.util.SessionLog;

/** The events as tensorflow's own classes read them. */
class TensorBoardLogTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05.25Z"), ZoneOffset.UTC);

    @TempDir
    private Path folder;

    private final List<Message> warnings = new ArrayList<>();

    @Test
    void tensorflowReadsWhatWasWritten() throws IOException {
        try (TensorBoardLog log = log()) {
            log.on(new TrainingEvent.Planned(
                    Recipe.plan(Settings.none(), SmallBase.BASE, 4),
                    new HeldOutSplit(List.of(), List.of(), Message.of("none"))));
            log.on(new TrainingEvent.Encoding(1, 4));
            assertThat(folder).isEmptyDirectory();
            log.on(new TrainingEvent.Started(100, 1000, Message.of("engine")));
            log.on(stepped(1, 2000));
            log.on(stepped(2, 3500));
            log.on(new TrainingEvent.Evaluated(score(2, 0.25, true), score(0, 0.5, true)));
            log.on(new TrainingEvent.Chosen(
                    new Choice(1, 2, true, Message.of("The loss is {0}.", "low"), List.of()), SmallBase.seal()));
        }
        List<Event> events = read(onlyFile());
        assertThat(events.get(0).getFileVersion()).isEqualTo("brain.Event:2");
        assertThat(events.get(0).getWallTime()).isEqualTo(1767323045.25);
        Summary.Value settings = events.get(1).getSummary().getValue(0);
        assertThat(settings.getMetadata().getPluginData().getPluginName()).isEqualTo("text");
        assertThat(settings.getTensor().getDtype()).isEqualTo(DataType.DT_STRING);
        assertThat(settings.getTensor().getStringVal(0).toString(StandardCharsets.UTF_8))
                .contains("|steps|400|\n");
        assertThat(scalars(events))
                .containsExactly(
                        "1 loss/train 0.5",
                        "1 learning_rate 0.001",
                        "1 gradient_norm 0.25",
                        "1 speed/seconds_per_step 2.0",
                        "2 loss/train 0.5",
                        "2 learning_rate 0.001",
                        "2 gradient_norm 0.25",
                        "2 speed/seconds_per_step 1.5",
                        "2 loss/held_out 0.25",
                        "2 loss/base 0.5",
                        "2 chosen/step 1.0");
        assertThat(events.get(events.size() - 1)
                        .getSummary()
                        .getValue(1)
                        .getTensor()
                        .getStringVal(0)
                        .toStringUtf8())
                .isEqualTo("The loss is low.");
        assertThat(warnings).isEmpty();
    }

    @Test
    void previewsArePicturesUnderTheirPrompts() throws IOException {
        RgbImage picture = RgbImage.of(3, 2, "abcdefghijklmnopqr".getBytes(StandardCharsets.US_ASCII));
        try (TensorBoardLog log = log()) {
            log.on(new TrainingEvent.Started(100, 1000, Message.of("engine")));
            log.on(new TrainingEvent.Previewed(0, "лиса", 1, picture));
            log.on(new TrainingEvent.Previewed(0, "a hare", 2, picture));
            log.on(new TrainingEvent.Previewed(5, "лиса", 1, picture));
        }
        List<Event> events = read(onlyFile());
        assertThat(events.subList(1, 4)).extracting(Event::getStep).containsExactly(0L, 0L, 5L);
        assertThat(events.subList(1, 4))
                .extracting(event -> event.getSummary().getValue(0).getTag())
                .containsExactly("preview/1", "preview/2", "preview/1");
        Summary.Value first = events.get(1).getSummary().getValue(0);
        assertThat(first.getMetadata().getDisplayName()).isEqualTo("preview/1: лиса");
        assertThat(first.getImage().getWidth()).isEqualTo(3);
        assertThat(first.getImage().getHeight()).isEqualTo(2);
        assertThat(first.getImage().getColorspace()).isEqualTo(3);
        Path png = Files.write(
                folder.resolve("read.png"),
                first.getImage().getEncodedImageString().toByteArray());
        assertThat(PictureReader.read(png).rgb()).isEqualTo(picture.rgb());
        assertThat(events.get(1).getSummary().getValue(1).getTag()).isEqualTo("preview/1/prompt");
        assertThat(events.get(3).getSummary().getValueCount()).isEqualTo(1);
    }

    @Test
    void resumedRunHasALaterFileThatMakesReadersForgetWhatIsDoneAgain() throws IOException {
        try (TensorBoardLog log = log()) {
            log.on(new TrainingEvent.Started(100, 1000, Message.of("engine")));
            log.on(stepped(1, 1000));
        }
        Path first = onlyFile();
        Clock earlier = Clock.fixed(Instant.parse("2025-01-02T03:04:05Z"), ZoneOffset.UTC);
        try (TensorBoardLog log = new TensorBoardLog(folder, earlier, warnings::add)) {
            log.on(new TrainingEvent.Resumed(20));
            log.on(new TrainingEvent.Started(100, 1000, Message.of("engine")));
            log.on(stepped(21, 21_000));
            log.on(stepped(22, 22_000));
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> both = files.sorted().toList();
            assertThat(both).hasSize(2).first().isEqualTo(first);
            List<Event> events = read(both.get(1));
            assertThat(events.get(0).getFileVersion()).isEqualTo("brain.Event:2");
            assertThat(events.get(1).getSessionLog().getStatus()).isEqualTo(SessionLog.SessionStatus.START);
            assertThat(events.get(1).getStep()).isEqualTo(21);
            assertThat(scalars(events))
                    .filteredOn(scalar -> scalar.contains("speed"))
                    .containsExactly("22 speed/seconds_per_step 1.0");
        }
    }

    @Test
    void lossOnTrainingPicturesIsNotCalledHeldOut() throws IOException {
        try (TensorBoardLog log = log()) {
            log.on(new TrainingEvent.Started(100, 1000, Message.of("engine")));
            log.on(new TrainingEvent.Evaluated(score(0, 0.5, false), score(0, 0.5, false)));
        }
        assertThat(scalars(read(onlyFile()))).containsExactly("0 loss/training_fixed_noise 0.5", "0 loss/base 0.5");
    }

    @Test
    void failureToWriteIsToldOnceAndHoldsNothingUp() {
        try (TensorBoardLog log = new TensorBoardLog(folder.resolve("absent"), CLOCK, warnings::add)) {
            log.on(new TrainingEvent.Started(100, 1000, Message.of("engine")));
            log.on(stepped(1, 1000));
        }
        assertThat(warnings)
                .singleElement()
                .extracting(Message::text)
                .asString()
                .startsWith("Cannot write events for TensorBoard to ")
                .contains("no such file or folder. The training goes on without them");
    }

    /** The check value of CRC32C is 0xe3069283 (RFC 3720, B.4 and the catalogue of CRC parameters). */
    @Test
    void checksumsAreMaskedAsTensorflowDoes() {
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
        int crc = 0xe3069283;
        assertThat(TensorBoardFile.masked(digits, 0, 9)).isEqualTo(((crc >>> 15) | (crc << 17)) + 0xa282ead8);
    }

    private TensorBoardLog log() {
        return new TensorBoardLog(folder, CLOCK, warnings::add);
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Path file = files.toList().get(0);
            assertThat(file.getFileName().toString())
                    .matches("events\\.out\\.tfevents\\.1767323045\\.[\\w-]+\\.\\d+\\.styleseal");
            return file;
        }
    }

    private static List<Event> read(Path file) throws IOException {
        List<Event> events = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            int start = bytes.position();
            byte[] event = new byte[(int) bytes.getLong()];
            assertThat(bytes.getInt())
                    .isEqualTo(TensorBoardFile.masked(
                            Arrays.copyOfRange(bytes.array(), start, start + Long.BYTES), 0, Long.BYTES));
            bytes.get(event);
            assertThat(bytes.getInt()).isEqualTo(TensorBoardFile.masked(event, 0, event.length));
            events.add(Event.parseFrom(event));
        }
        return events;
    }

    private static List<String> scalars(List<Event> events) {
        return events.stream()
                .flatMap(event -> event.getSummary().getValueList().stream()
                        .filter(value -> value.getValueCase() == Summary.Value.ValueCase.SIMPLE_VALUE)
                        .map(value -> event.getStep() + " " + value.getTag() + " " + value.getSimpleValue()))
                .toList();
    }

    private static TrainingEvent stepped(int step, long millis) {
        return new TrainingEvent.Stepped(
                new StepReport(step, 0.5, 0.001, 0.25, 4), 400, Duration.ofMillis(millis), Duration.ZERO);
    }

    private static LossScore score(int step, double loss, boolean heldOut) {
        return new LossScore(step, heldOut, List.of(List.of(loss, loss)));
    }
}
