package dev.styleseal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.styleseal.cli.Program.Ended;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(OneThread.class)
class BenchTest {
    private static final String BASE = "../models/emoji";

    @Test
    void jsonHoldsEveryFigureAndWhatGaveIt() throws Exception {
        Ended ended = Program.run("bench", "--model", BASE, "--size", "64", "--steps", "2", "--json");
        assertThat(ended.err()).contains("libtorch on the CPU", "Training steps", "Steps of a picture");
        assertThat(ended.code()).isZero();
        JsonNode json = new ObjectMapper().readTree(ended.out());
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "version",
                        "machine",
                        "network",
                        "settings",
                        "step",
                        "picture",
                        "gemm",
                        "memory",
                        "share",
                        "plan",
                        "line");
        assertThat(json.at("/network/name").asText()).isEqualTo("emoji");
        assertThat(json.at("/network/weights").asText()).isEqualTo("read");
        assertThat(json.at("/settings/rank").asInt()).isEqualTo(8);
        assertThat(json.at("/settings/threads").asInt()).isEqualTo(1);
        for (JsonNode timing : List.of(json.at("/step"), json.at("/picture/step"), json.at("/picture/decoding"))) {
            assertThat(timing.path("seconds")).hasSize(2);
            assertThat(timing.path("median").asDouble())
                    .isBetween(timing.path("min").asDouble(), timing.path("max").asDouble());
        }
        double peak = json.at("/gemm/float32").asDouble();
        assertThat(peak).isPositive();
        assertThat(json.at("/share").asDouble())
                .isEqualTo(json.at("/step/share").asDouble());
        assertThat(json.at("/step/flop_per_second").asDouble() / peak)
                .isEqualTo(json.at("/step/share").asDouble());
        assertThat(json.at("/plan/blas").asText()).isNotEmpty();
        assertThat(json.at("/line").asText())
                .matches(
                        "styleseal \\S+ \\| .+, 1 threads, .+, float32 \\| emoji 64 px rank 8: .+ steps/s \\(.+ s\\) "
                                + "\\| picture 64 px 20 steps: .+ pictures/s \\(.+ s\\) \\| .+ \\| (\\d+ % of|peak disturbed, above) \\d+ GFLOP/s");
    }

    @Test
    void theTableEndsWithTheLineAndTellsOnlyWhatWasMeasured() {
        Ended ended = Program.run(
                "bench",
                "--model",
                Fixtures.MODEL,
                "--size",
                "32x64",
                "--steps",
                "1",
                "--work",
                "step",
                "--batch",
                "2");
        assertThat(ended.code()).isZero();
        List<String> lines = ended.out().lines().toList();
        assertThat(lines.get(0)).startsWith("Training step of model, 32x64 px, batch 2, rank 8: ");
        assertThat(lines.get(lines.size() - 1)).contains(" | model 32x64 px batch 2 rank 8: ");
        assertThat(ended.out()).contains("Peak of matrix products").doesNotContain("picture");
    }

    @Test
    void theLineIsTheSameInRussian() {
        Ended ended = Program.run(
                "bench",
                "--model",
                Fixtures.MODEL,
                "--size",
                "32",
                "--steps",
                "1",
                "--work",
                "picture",
                "--language",
                "ru");
        assertThat(ended.code()).isZero();
        assertThat(ended.out()).contains("Шаг картинки", "picture 32 px 20 steps: ");
    }

    @Test
    void aRequestToStopIsExit130() {
        Ended ended = Program.interrupted("bench", "--model", Fixtures.MODEL, "--size", "32");
        assertThat(ended.code()).isEqualTo(130);
        assertThat(ended.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    --kind sd14                        | --kind is sd14. Expected one of sd15, sdxl. Did you mean sd15?
                    --kind sdxl --model x              | --kind is sdxl and --model x. Expected one of them
                    --work steps                       | --work is steps. Expected one of step, picture. Did you mean step?
                    --size big                         | --size is "big". Expected width x height
                    --size 0                           | The size is 0x0. Expected sides of 1 to 8192 pixels
                    --size 20000                       | The size is 20000x20000. Expected sides of 1 to 8192 pixels
                    --size 260                         | The size 260x260 does not fit this base. Expected sides that are multiples of 8
                    --batch 0                          | --batch is 0. Expected at least 1. Correct it.
                    --rank 0                           | Rank is 0. Expected 1 to 1024
                    --steps 0                          | --steps is 0. Expected at least 1
                    --threads 0                        | --threads is 0. Expected 1 to 1024
                    --precision half                   | --precision is half. Expected one of auto, float32, bf16, fp16
                    --precision fp16                   | --precision is fp16. Expected float32 or bf16 for training steps
                    --model nothing-here               | There is no model
                    """)
    void whatCannotBeIsExitTwo(String line, String message) {
        Ended ended = Program.run((Object[]) ("bench " + line).split(" "));
        assertThat(ended.err()).contains(message);
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
    }
}
