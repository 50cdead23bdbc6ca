package dev.styleseal.clip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishedTokenizerTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"<|endoftext|>", "!"})
    void theFilesSayWhatThePublishedTokenizerSays(String pad) {
        PublishedTokenizer.write(folder, pad);
        ClipTokenizer written = ClipTokenizer.open(folder);
        ClipTokenizer published = ClipTokenizer.published(pad);
        for (String text :
                new String[] {"", "a fox, fluent style!", "naïve Ünicode 🦊 <|endoftext|> don't", "x".repeat(400)}) {
            assertThat(written.encode(text)).isEqualTo(published.encode(text));
        }
    }
}
