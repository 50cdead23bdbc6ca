package dev.styleseal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementsTest {
    @ParameterizedTest
    @CsvSource({
        "SDXL, modelspec.prediction_type, v, V_PREDICTION",
        "SD2, modelspec.prediction_type, epsilon, EPSILON",
        "SD2, modelspec.architecture, stable-diffusion-v2-768-v, V_PREDICTION",
        "SD2, modelspec.architecture, stable-diffusion-v2-512, EPSILON",
        "SD2, ss_base_model_version, sd_v2_768_v, V_PREDICTION",
        "SD2, ss_base_model_version, sd_v2_512, EPSILON",
        "SD2, global_step, 875000, EPSILON"
    })
    void metadataSaysWhatIsPredicted(Architecture architecture, String key, String value, PredictionType expected) {
        Stated<PredictionType> stated = new Statements(Set.of(), Map.of(key, value))
                .prediction(architecture)
                .orElseThrow();
        assertThat(stated.value()).isEqualTo(expected);
        assertThat(stated.reason().text()).contains(key, value);
    }

    @Test
    void keysSayItToo() {
        Statements statements = new Statements(Set.of("v_pred", "ztsnr"), Map.of());
        assertThat(statements.prediction(Architecture.SDXL).orElseThrow().value())
                .isEqualTo(PredictionType.V_PREDICTION);
        assertThat(statements.zeroTerminalSnr().orElseThrow().value()).isTrue();
        assertThat(new Statements(Set.of(), Map.of("ss_zero_terminal_snr", "True"))
                        .zeroTerminalSnr()
                        .orElseThrow()
                        .value())
                .isTrue();
    }

    @Test
    void whatIsNotSaidIsNotKnown() {
        Statements silent = new Statements(Set.of("x"), Map.of("global_step", "110000"));
        for (Architecture architecture : Architecture.values()) {
            assertThat(silent.prediction(architecture)).isEmpty();
        }
        assertThat(silent.zeroTerminalSnr()).isEmpty();
        assertThat(new Statements(Set.of(), Map.of("global_step", "875000")).prediction(Architecture.SD1))
                .isEmpty();
    }
}
