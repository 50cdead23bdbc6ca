package dev.styleseal.runreport;

import dev.styleseal.file.BlockStrength;
import dev.styleseal.report.Machine;
import dev.styleseal.run.RunHistory;
import dev.styleseal.run.RunKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything the page about a training tells.
 *
 * @param history what happened
 * @param lessons the pictures, as far as they could be looked at
 * @param grid the seal at several weights, or why it was not painted
 * @param previews painted on the way; empty if there were none or their files are gone
 * @param seal the file
 * @param machine on which it was trained
 */
public record RunStory(
        RunHistory history,
        LessonSheet lessons,
        WeightGrid grid,
        List<PreviewPicture> previews,
        SealFacts seal,
        Machine machine) {
    public RunStory {
        previews = List.copyOf(previews);
    }

    /**
     * A preview, read back and scaled down.
     *
     * @param preview when and of what
     * @param picture for the page
     */
    public record PreviewPicture(RunHistory.Preview preview, PaintedPicture picture) {}

    /**
     * The seal and its folder on disk.
     *
     * @param file of the seal; nothing if none was written
     * @param bytes of it
     * @param folderBytes of everything in the run's folder
     * @param blocks how strongly each part of the base is changed; empty if the file could not be read
     */
    public record SealFacts(Optional<Path> file, long bytes, long folderBytes, List<BlockStrength> blocks) {
        public SealFacts {
            blocks = List.copyOf(blocks);
        }
    }

    Optional<String> trigger() {
        return history.description().text(RunKey.TRIGGER).filter(word -> !word.isBlank());
    }

    /** The base by its name alone: where it lies is the user's own business. */
    String base() {
        return history.description().text(RunKey.MODEL).map(RunStory::lastName).orElse("?");
    }

    /** A prompt that calls the seal: one of the training's, with the trigger if there is one; else the trigger alone. */
    String prompt() {
        Stream<String> known = Stream.concat(
                history.description().texts(RunKey.PREVIEW_PROMPT).stream(),
                lessons.learned().stream().map(LessonPicture::caption));
        String trigger = trigger().orElse("");
        return known.filter(prompt -> prompt.contains(trigger)).findFirst().orElse(trigger);
    }

    /** The last part of a path of any system. */
    static String lastName(String path) {
        String plain = path.replace('\\', '/');
        while (plain.length() > 1 && plain.endsWith("/")) {
            plain = plain.substring(0, plain.length() - 1);
        }
        return plain.substring(plain.lastIndexOf('/') + 1);
    }
}
