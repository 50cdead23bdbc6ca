package dev.styleseal.cli.demo;

import dev.styleseal.report.CodeLines;
import dev.styleseal.report.PlainNumbers;
import dev.styleseal.report.Prose;
import dev.styleseal.report.Section;
import dev.styleseal.runreport.ElsewhereTable;
import java.nio.file.Path;
import java.util.List;

/** How to do it again: the exact commands, and the seal in other programs. */
final class AgainSection {
    private final DemoWords words;
    private final DemoSettings settings;

    AgainSection(DemoWords words, DemoSettings settings) {
        this.words = words;
        this.settings = settings;
    }

    Section section() {
        String file = settings.sealFile().getFileName().toString();
        return new Section(
                "again",
                words.of("again"),
                List.of(
                        new CodeLines(words.of("again.demo"), "./styleseal demo" + overrides()),
                        new CodeLines(
                                words.of("again.train"),
                                "./styleseal train --model models/emoji --pictures samples/fluent/train --name fluent"
                                        + trainingOverrides()),
                        new CodeLines(words.of("again.paint"), painting()),
                        new CodeLines(
                                words.of("again.own"),
                                "./styleseal train --model models/emoji --pictures MY-PICTURES --trigger my_style --name mine"),
                        Prose.of(words.of("again.elsewhere")),
                        ElsewhereTable.of(words.language(), shown(settings.output()), file, "1")));
    }

    private String painting() {
        return "./styleseal generate --model models/emoji --seal " + shown(settings.sealFile())
                + " \\\n    --prompt \"octopus, fluent style\" --sampler dpmpp-2m-karras --steps "
                + settings.paintSteps()
                + " --guidance " + PlainNumbers.decimal(DemoSettings.GUIDANCE, 0)
                + " \\\n    --seed 1 --count 4 --output pictures";
    }

    private String overrides() {
        String seeds =
                settings.paintedSeeds() == DemoSettings.PAINTED_SEEDS ? "" : " --seeds " + settings.paintedSeeds();
        String folder = shown(settings.output());
        return trainingOverrides() + seeds + (folder.equals(DemoSettings.OUTPUT) ? "" : " --output " + folder);
    }

    private String trainingOverrides() {
        String steps = settings.steps().map(number -> " --steps " + number).orElse("");
        return steps + settings.seed().map(number -> " --seed " + number).orElse("");
    }

    /** Without the folders above, which are the user's own business. */
    private String shown(Path path) {
        Path whole = path.toAbsolutePath().normalize();
        Path root = settings.root().toAbsolutePath().normalize();
        Path shown = whole.startsWith(root) ? root.relativize(whole) : whole.getFileName();
        return shown == null ? "" : shown.toString().replace('\\', '/');
    }
}
