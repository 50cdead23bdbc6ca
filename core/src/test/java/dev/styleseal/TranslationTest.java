package dev.styleseal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TranslationTest {
    @Test
    void dump() throws Exception {
        StringBuilder out = new StringBuilder();
        for (String module : new String[] {"core", "cli"}) {
            SourceTexts.in(Path.of("..", module, "src/main/java"))
                    .forEach((text, file) -> out.append(module)
                            .append('|')
                            .append(file)
                            .append('|')
                            .append(text.replace("\n", "\\n"))
                            .append('\n'));
        }
        java.nio.file.Files.writeString(Path.of("/tmp/found.txt"), out);
        assertThat(out).isNotEmpty();
    }
}
