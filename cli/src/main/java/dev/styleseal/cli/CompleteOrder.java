package dev.styleseal.cli;

import dev.styleseal.data.CaptionRule;
import dev.styleseal.data.PictureFolder;
import dev.styleseal.data.TrainingPicture;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.run.RunDescription;
import dev.styleseal.run.RunKey;
import dev.styleseal.run.Watching;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A run as somebody asked for it, with nothing left to be guessed beside settings.
 *
 * @param model the base's file or folder
 * @param pictures their folder
 * @param lessons the pictures themselves
 * @param description all that run.toml says; paths are absolute, so that the run can be repeated from anywhere
 */
record CompleteOrder(Path model, Path pictures, List<TrainingPicture> lessons, RunDescription description) {
    private static final int PREVIEWS = 4;
    /** Seconds between snapshots: what a crash costs at most. */
    static final int SNAPSHOT_SECONDS = 180;

    /** @throws BadInput if base or pictures are not named, or cannot be read */
    static CompleteOrder of(RunDescription asked) {
        requireUsed(asked);
        Path model = BasePath.of(
                path(asked, RunKey.MODEL, "base model", "a diffusers folder, such as models/emoji, or one file"));
        Path pictures = path(asked, RunKey.PICTURES, "picture folder", "a folder of JPEG, PNG, WebP or BMP files");
        List<TrainingPicture> lessons =
                PictureFolder.read(pictures, new CaptionRule(asked.text(RunKey.CAPTION), asked.text(RunKey.TRIGGER)));
        return new CompleteOrder(model, pictures, lessons, complete(asked, model, pictures, lessons));
    }

    private static Path path(RunDescription asked, RunKey key, String what, String expected) {
        String text = asked.text(key)
                .orElseThrow(() -> new BadInput(
                        "No {0} is given. Expected {1}. Name it with --{2}.",
                        Message.of(what), Message.of(expected), key.key()));
        return path(text, key, expected);
    }

    private static Path path(String text, RunKey key, String expected) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new BadInput(
                    e,
                    "--{0} is \"{1}\". Expected {2}. Correct it.",
                    key.key(),
                    Console.visible(text),
                    Message.of(expected));
        }
    }

    /** What of the base is elsewhere, in absolute paths, so that the run can be repeated from anywhere. */
    private static RunDescription located(RunDescription asked) {
        RunDescription all = asked;
        for (RunKey key : List.of(RunKey.VAE, RunKey.BASE_CONFIG, RunKey.CONTINUE_FROM)) {
            if (asked.text(key).isPresent()) {
                all = all.with(key, absolute(asked.text(key).get(), key));
            }
        }
        List<String> encoders = asked.texts(RunKey.TEXT_ENCODER);
        return encoders.isEmpty()
                ? all
                : all.with(
                        RunKey.TEXT_ENCODER,
                        encoders.stream()
                                .map(text -> absolute(text, RunKey.TEXT_ENCODER))
                                .toList());
    }

    private static String absolute(String text, RunKey key) {
        return path(text, key, "a file or a folder")
                .toAbsolutePath()
                .normalize()
                .toString();
    }

    /** What would have no effect is most likely a mistake. */
    private static void requireUsed(RunDescription asked) {
        if (asked.whole(RunKey.EVALUATE_EVERY, 1) == 0 && asked.whole(RunKey.EARLY_STOP, 0) > 0) {
            throw unused(RunKey.EARLY_STOP, RunKey.EVALUATE_EVERY);
        }
        if (asked.whole(RunKey.PREVIEW_EVERY, 1) == 0
                && !asked.texts(RunKey.PREVIEW_PROMPT).isEmpty()) {
            throw unused(RunKey.PREVIEW_PROMPT, RunKey.PREVIEW_EVERY);
        }
    }

    private static BadInput unused(RunKey key, RunKey zero) {
        return new BadInput(
                "--{0} has no effect while --{1} is 0. Expected settings that are all used. Leave one of the two out.",
                key.key(), zero.key());
    }

    /** All that run.toml says beside settings, with nothing left to be guessed. */
    private static RunDescription complete(
            RunDescription asked, Path model, Path pictures, List<TrainingPicture> lessons) {
        RunDescription all = located(asked)
                .with(RunKey.MODEL, model.toAbsolutePath().normalize().toString())
                .with(RunKey.PICTURES, pictures.toAbsolutePath().normalize().toString())
                .with(RunKey.NAME, asked.text(RunKey.NAME).orElseGet(() -> fileName(pictures)))
                .with(RunKey.CHECKPOINT_EVERY, asked.whole(RunKey.CHECKPOINT_EVERY, 0))
                .with(RunKey.KEEP_CHECKPOINTS, asked.whole(RunKey.KEEP_CHECKPOINTS, Watching.KEEP))
                .with(RunKey.EARLY_STOP, asked.whole(RunKey.EARLY_STOP, 0))
                .with(RunKey.SNAPSHOT_EVERY, asked.whole(RunKey.SNAPSHOT_EVERY, SNAPSHOT_SECONDS))
                .with(RunKey.HELD_OUT, heldOut(asked))
                .with(RunKey.FORMAT, asked.text(RunKey.FORMAT).orElse("kohya"))
                .with(RunKey.SAVE_PRECISION, asked.text(RunKey.SAVE_PRECISION).orElse("fp16"))
                .with(RunKey.METADATA, asked.text(RunKey.METADATA).orElse("redacted"));
        boolean derive = all.whole(RunKey.PREVIEW_EVERY, 1) > 0
                && all.texts(RunKey.PREVIEW_PROMPT).isEmpty();
        return derive ? all.with(RunKey.PREVIEW_PROMPT, somePrompts(lessons)) : all;
    }

    private static String heldOut(RunDescription asked) {
        String wish = asked.text(RunKey.HELD_OUT).orElse("auto");
        return List.of("auto", "none").contains(wish) ? wish : absolute(wish, RunKey.HELD_OUT);
    }

    static String fileName(Path folder) {
        Path name = folder.toAbsolutePath().normalize().getFileName();
        return name == null ? "seal" : name.toString();
    }

    /** A few captions from all over the folder. */
    private static List<String> somePrompts(List<TrainingPicture> lessons) {
        List<String> captions =
                lessons.stream().map(TrainingPicture::caption).distinct().toList();
        int count = Math.min(PREVIEWS, captions.size());
        return IntStream.range(0, count)
                .mapToObj(i -> captions.get(i * captions.size() / count))
                .toList();
    }
}
