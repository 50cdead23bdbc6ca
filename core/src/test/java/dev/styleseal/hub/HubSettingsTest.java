package dev.styleseal.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubSettingsTest {
    private static final Path HOME = Path.of(System.getProperty("user.home"));

    @TempDir
    private Path folder;

    @Test
    void usualPlacesAreThoseOfHuggingFace() {
        Map<String, String> elsewhere = Map.of("HF_HOME", folder.toString());
        assertThat(HubSettings.of(elsewhere).endpoint()).isEqualTo(URI.create("https://huggingface.co"));
        assertThat(HubSettings.of(elsewhere).cache()).isEqualTo(folder.resolve("hub"));
        assertThat(HubSettings.of(elsewhere).token()).isEmpty();
        assertThat(HubSettings.of(elsewhere).offline()).isFalse();
        assertThat(HubCache.of(Map.of()).root()).isEqualTo(HOME.resolve(".cache/huggingface/hub"));
        assertThat(HubCache.of(Map.of("XDG_CACHE_HOME", "/x")).root()).isEqualTo(Path.of("/x/huggingface/hub"));
        assertThat(HubCache.of(Map.of("HF_HOME", "~/hf")).root()).isEqualTo(HOME.resolve("hf/hub"));
        assertThat(HubCache.of(Map.of("HF_HOME", "/x", "HF_HUB_CACHE", "/y")).root())
                .isEqualTo(Path.of("/y"));
    }

    @Test
    void tokenComesFromTheEnvironmentOrAFileAndIsNeverShown() throws IOException {
        Files.writeString(folder.resolve("token"), "hf_file\n");
        Path other = Files.writeString(folder.resolve("other"), "hf_other\r\n");
        Map<String, String> home = Map.of("HF_HOME", folder.toString());
        assertThat(HubSettings.of(home).token()).contains("hf_file");
        assertThat(HubSettings.of(Map.of("HF_HOME", folder.toString(), "HF_TOKEN", " hf_word "))
                        .token())
                .contains("hf_word");
        assertThat(HubSettings.of(Map.of("HF_TOKEN_PATH", other.toString())).token())
                .contains("hf_other");
        HubSettings told = HubSettings.of(home).withTokenFile(other);
        assertThat(told.token()).contains("hf_other");
        assertThat(told.toString()).doesNotContain("hf_other").contains("with a token");
        assertThatThrownBy(() -> HubSettings.of(home).withTokenFile(folder.resolve("none")))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("Cannot read the token in");
        assertThatThrownBy(() -> HubSettings.of(Map.of("HF_TOKEN", "hf_a b")))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("characters that no token has")
                .message()
                .doesNotContain("hf_a");
    }

    @Test
    void offlineIsAWordForYes() {
        assertThat(HubSettings.of(Map.of("HF_HUB_OFFLINE", "1")).offline()).isTrue();
        assertThat(HubSettings.of(Map.of("HF_HUB_OFFLINE", "true")).offline()).isTrue();
        assertThat(HubSettings.of(Map.of("HF_HUB_OFFLINE", "0")).offline()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"huggingface.co", "file:///x", "ftp://x", "https://", "https://a b", "jar:x"})
    void endpointsThatAreNoHubAreRefused(String endpoint) {
        assertThatThrownBy(() -> HubSettings.of(Map.of("HF_ENDPOINT", endpoint)))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("HF_ENDPOINT is");
    }

    @Test
    void tokenIsNotSentInTheClear() {
        assertThat(HubSettings.of(Map.of("HF_HOME", folder.toString(), "HF_ENDPOINT", "http://mirror.local/"))
                        .endpoint())
                .hasToString("http://mirror.local");
        assertThatThrownBy(() -> HubSettings.of(Map.of("HF_ENDPOINT", "http://mirror.local", "HF_TOKEN", "hf_x")))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("which everybody on the way could read");
    }
}
