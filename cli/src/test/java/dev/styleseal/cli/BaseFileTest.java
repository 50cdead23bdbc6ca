package dev.styleseal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.cli.Program.Ended;
import dev.styleseal.image.PngFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A base in one file paints and learns as its folder does. */
@ExtendWith(OneThread.class)
class BaseFileTest {
    @TempDir
    private Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void convert() {
        file = folder.resolve("base.safetensors");
        Ended ended = Program.run("convert", Fixtures.MODEL, file);
        assertThat(ended.code()).describedAs(ended.err()).isZero();
    }

    private Path painted(String name, Object... base) {
        Path picture = folder.resolve(name);
        Object[] words = {"generate", "--prompt", "fox", "--steps", 2, "--output", picture, "--model"};
        Object[] all = new Object[words.length + base.length];
        System.arraycopy(words, 0, all, 0, words.length);
        System.arraycopy(base, 0, all, words.length, base.length);
        Ended ended = Program.run(all);
        assertThat(ended.code()).describedAs(ended.err()).isZero();
        return picture;
    }

    @Test
    void aFilePaintsTheSamePictureAsItsFolder() {
        Path whole = painted("whole.png", Fixtures.MODEL);
        Path one = painted("one.png", file, "--base-config", Fixtures.MODEL);
        String settings = PngFile.texts(whole).getOrDefault(PngFile.PARAMETERS, "");
        assertThat(settings).contains("Model: " + Fixtures.MODEL.getFileName());
        assertThat(PngFile.texts(one))
                .containsEntry(
                        PngFile.PARAMETERS,
                        settings.replace("Model: " + Fixtures.MODEL.getFileName(), "Model: " + file.getFileName()));
        Path other = painted("other.png", file, "--base-config", Fixtures.MODEL, "--prediction", "v");
        assertThat(other).isRegularFile();
    }

    @Test
    void aRunRemembersWhatTheBaseWasMadeOf() throws IOException {
        Path run = folder.resolve("run");
        Ended ended = Program.run(
                "train",
                "--model",
                file,
                "--base-config",
                Fixtures.MODEL,
                "--vae",
                Fixtures.MODEL.resolve("vae"),
                "--pictures",
                Fixtures.pictures(folder, 2),
                "--caption",
                "fox",
                "--name",
                "fox",
                "--output",
                run,
                "--size",
                32,
                "--steps",
                1,
                "--prediction",
                "epsilon");
        assertThat(ended.code()).describedAs(ended.err()).isZero();
        assertThat(Files.readString(run.resolve("run.toml")))
                .contains("vae = \"" + Fixtures.MODEL.resolve("vae"), "base-config = \"" + Fixtures.MODEL)
                .contains("prediction = \"epsilon\"  # as asked")
                .contains("zero-terminal-snr = \"off\"", "ema = false");
        Ended again = Program.run("train", "--config", run.resolve("run.toml"), "--output", folder.resolve("again"));
        assertThat(again.code()).describedAs(again.err()).isZero();
    }

    @Test
    void wrongWordsAboutTheBaseNameTheRightOnes() {
        Ended ended = Program.run("generate", "--model", file, "--prompt", "fox", "--prediction", "vee");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("--prediction is vee. Expected one of auto, epsilon, sample, v.");
        Ended other = Program.run("generate", "--model", file, "--prompt", "fox", "--zero-terminal-snr", "maybe");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("--zero-terminal-snr is maybe. Expected one of auto, off, on.");
    }
}
