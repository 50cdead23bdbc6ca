package dev.styleseal.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HubNameTest {
    @Test
    void revisionIsMainOrBehindTheSign() {
        assertThat(HubName.parse("org/a.b_c-d")).isEqualTo(new HubName("org", "a.b_c-d", "main"));
        assertThat(HubName.parse("org/name@refs/pr/1").revision()).isEqualTo("refs/pr/1");
        assertThat(HubName.parse("org/name@v1.0")).hasToString("org/name@v1.0");
        assertThat(HubName.parse("org/name@main")).hasToString("org/name");
        assertThat(HubName.parse("o/n@" + "0a".repeat(20)).isCommit()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "name",
                "a/b/c",
                "/b",
                "a/",
                "a/b/",
                "a b/c",
                "../b",
                "a/..",
                "a/b..c",
                "a--b/c",
                "-a/b",
                "a/b-",
                "a/.b",
                "a/b.git",
                "a\\b",
                "https://huggingface.co/a/b",
                "a/b:c",
                "a/ b",
                "a/b\n",
                "a/é",
                "@main"
            })
    void otherNamesAreRefused(String text) {
        assertThatThrownBy(() -> HubName.parse(text))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("is not the name of a repository");
        assertThat(HubName.looksLike(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "../x", "a/../b", "/a", "a/", "a//b", "-x", ".x", "a/.x", "a b", "a\\b", "a:b", "a@b", "x.lock",
                "x."
            })
    void otherRevisionsAreRefused(String revision) {
        assertThatThrownBy(() -> HubName.parse("org/name@" + revision))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("is not a revision of org/name");
    }

    @ParameterizedTest
    @CsvSource({
        "https://hub.co/a/b, /c?d=e, https://hub.co/c?d=e",
        "https://hub.co/a/b, c, https://hub.co/a/c",
        "https://hub.co/a, https://cdn.co/x, https://cdn.co/x",
        "http://hub.co/a, https://cdn.co/x, https://cdn.co/x",
        "http://hub.co/a, http://cdn.co/x, http://cdn.co/x"
    })
    void redirectsAreFollowed(URI from, String location, URI to) {
        assertThat(Redirect.follow(from, location)).isEqualTo(to);
    }

    @Test
    void redirectsNeverLeaveEncryption() {
        URI hub = URI.create("https://hub.co/a?secret=1");
        assertThatThrownBy(() -> Redirect.follow(hub, "http://hub.co/b?signature=2"))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("hub.co sends us to http://hub.co. Expected an address that begins with https://")
                .message()
                .doesNotContain("signature", "secret");
    }

    @ParameterizedTest
    @CsvSource({
        "https://hub.co, https://HUB.co:443/x, true",
        "https://hub.co, https://hub.co.evil.co/x, false",
        "https://hub.co, https://cdn.hub.co/x, false",
        "https://hub.co, https://hub.co:8443/x, false",
        "http://hub.co, https://hub.co/x, false",
        "http://127.0.0.1:1, http://127.0.0.1:2, false"
    })
    void tokenStaysOnItsServer(URI one, URI other, boolean same) {
        assertThat(Redirect.isSameServer(one, other)).isEqualTo(same);
    }
}
