package dev.styleseal.runreport;

import dev.styleseal.report.Block;
import dev.styleseal.report.CodeLines;
import dev.styleseal.report.Section;
import dev.styleseal.run.RunKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How to use the file: here, in other programs, and from Python and Java, with its own words filled in. */
final class ElsewhereSection {
    private static final String WEIGHT = "0.8"; // a little below full strength, as most people wear seals

    private final RunWords words;
    private final RunStory story;

    ElsewhereSection(RunWords words, RunStory story) {
        this.words = words;
        this.story = story;
    }

    Section section() {
        List<Block> blocks = new ArrayList<>();
        if (story.seal().file().isEmpty()) {
            blocks.add(words.prose("elsewhere.none", story.history().name()));
            return new Section("elsewhere", words.of("elsewhere"), blocks);
        }
        Path path = story.seal().file().get();
        String file = String.valueOf(path.getFileName());
        blocks.add(words.prose("elsewhere.what", file, story.base()));
        if (isPeft()) {
            blocks.add(words.prose("elsewhere.peft"));
        }
        String folder = RunStory.lastName(
                String.valueOf(path.toAbsolutePath().normalize().getParent()));
        blocks.add(ElsewhereTable.of(words.language(), folder, file, WEIGHT));
        blocks.add(new CodeLines(words.of("elsewhere.webui.prompt"), webui(file)));
        blocks.add(new CodeLines(words.of("elsewhere.seal"), command(file)));
        blocks.add(new CodeLines(words.of("elsewhere.python"), python(folder, file)));
        blocks.add(new CodeLines(words.of("elsewhere.java"), java(file)));
        return new Section("elsewhere", words.of("elsewhere"), blocks);
    }

    private boolean isPeft() {
        return story.history()
                .description()
                .text(RunKey.FORMAT)
                .filter("peft"::equals)
                .isPresent();
    }

    private String webui(String file) {
        String name = file.endsWith(".safetensors") ? file.substring(0, file.lastIndexOf('.')) : file;
        return oneLine(story.prompt()) + " <lora:" + name + ":" + WEIGHT + ">";
    }

    private String command(String file) {
        return "./styleseal generate --model " + shell(story.base()) + " --seal " + shell(file + ":" + WEIGHT)
                + " \\\n    --prompt " + shell(oneLine(story.prompt())) + " --seed 7 --count 4 --output pictures";
    }

    private String python(String folder, String file) {
        String load = isPeft()
                ? "pipe.load_lora_weights(" + literal(folder + "/" + file) + ")"
                : "pipe.load_lora_weights(" + literal(folder) + ", weight_name=" + literal(file) + ")";
        return String.join(
                "\n",
                "from diffusers import AutoPipelineForText2Image",
                "",
                "pipe = AutoPipelineForText2Image.from_pretrained(" + literal(story.base()) + ")",
                load,
                "image = pipe(" + literal(oneLine(story.prompt())) + ", cross_attention_kwargs={\"scale\": " + WEIGHT
                        + "}).images[0]",
                "image.save(\"picture.png\")");
    }

    private String java(String file) {
        return String.join(
                "\n",
                "try (BaseModel model = BaseModel.open(Path.of(" + literal(story.base()) + "))) {",
                "    Seal seal = Seal.open(Path.of(" + literal(file) + "));",
                "    TextToImage painter = TextToImage.with(model).seal(seal, " + WEIGHT + ");",
                "    List<GeneratedImage> images = painter.prompt(" + literal(oneLine(story.prompt()))
                        + ").seed(7).run();",
                "}");
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    /** A word for a POSIX shell, in quotes where it needs them. */
    static String shell(String text) {
        return text.matches("[\\p{L}\\p{N}_./:+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    /** A string of Python and Java alike. */
    static String literal(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
