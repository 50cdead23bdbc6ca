package dev.styleseal.kohya;

import com.fasterxml.jackson.databind.JsonNode;
import dev.styleseal.data.PictureFolder;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.io.Reason;
import dev.styleseal.run.RunKey;
import dev.styleseal.run.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is said of the pictures.
 *
 * @param repeats how often kohya shows each in an epoch
 * @param count how many there are, where their folder is there
 */
record PictureKeys(int repeats, OptionalInt count) {
    /** kohya: the number of repeats, and the caption of pictures without one. */
    private static final Pattern NUMBERED = Pattern.compile("(\\d{1,6})(?:_(.*))?");

    private static final Pattern SIZE = Pattern.compile("\\[?\\s*(\\d{1,5})(?:\\s*,\\s*(\\d{1,5}))?\\s*]?");

    static PictureKeys read(Ledger ledger) {
        size(ledger);
        extension(ledger);
        ledger.text(KohyaFile.DATASET_CONFIG).ifPresent(file -> ledger.asHere(KohyaFile.DATASET_CONFIG));
        if (ledger.has("image_dir")) {
            ledger.text("train_data_dir")
                    .ifPresent(folder -> ledger.leave(
                            "train_data_dir", Message.of("the pictures' own file goes first, as in kohya")));
            return ofSubset(ledger);
        }
        return ofNumberedFolders(ledger);
    }

    private static PictureKeys ofSubset(Ledger ledger) {
        String folder = ledger.text("image_dir").orElseThrow();
        ledger.take("image_dir", Ours.of(RunKey.PICTURES, folder));
        ledger.text("class_tokens").ifPresent(words -> ledger.take("class_tokens", Ours.of(RunKey.CAPTION, words)));
        int repeats = ledger.whole("num_repeats").orElse(1);
        repeated(ledger, "num_repeats");
        return new PictureKeys(repeats, count(path(ledger, "image_dir", folder)));
    }

    private static void repeated(Ledger ledger, String key) {
        if (ledger.has(key)) {
            ledger.change(
                    key,
                    Message.of(
                            "all pictures are of one folder, so that each is shown as often as the others; repeats only make epochs longer"));
        }
    }

    private static PictureKeys ofNumberedFolders(Ledger ledger) {
        String key = "train_data_dir";
        if (!ledger.has(key)) {
            return new PictureKeys(1, OptionalInt.empty());
        }
        String name = ledger.text(key).orElseThrow();
        Path parent = path(ledger, key, name);
        List<Path> numbered = numbered(ledger, parent);
        if (numbered.size() > 1) {
            throw new BadInput(
                    "{0}: {1} holds {2} folders of pictures: {3}. Expected one. Put all pictures with their captions into one folder.",
                    ledger.file(),
                    parent,
                    numbered.size(),
                    numbered.stream().map(PictureKeys::fileName).toList());
        }
        if (numbered.isEmpty()) {
            ledger.change(
                    key,
                    Ours.of(RunKey.PICTURES, name),
                    Message.of(
                            "it has no folder such as 10_name inside, where kohya looks for pictures; the folder itself is taken, with 1 repeat"));
            return new PictureKeys(1, count(parent));
        }
        return ofFolder(ledger, key, name, fileName(numbered.get(0)));
    }

    private static PictureKeys ofFolder(Ledger ledger, String key, String parent, String name) {
        Matcher parts = NUMBERED.matcher(name);
        if (!parts.matches()) {
            throw new IllegalStateException(name);
        }
        String folder = Path.of(parent).resolve(name).toString();
        int repeats = Integer.parseInt(parts.group(1));
        ledger.change(
                key,
                Ours.of(RunKey.PICTURES, folder),
                Message.of(
                        "the folder inside is taken; its name stands for {0} repeats, which only make epochs longer here",
                        repeats));
        if (parts.group(2) != null && !parts.group(2).isBlank()) {
            ledger.nameSays(name, Ours.of(RunKey.CAPTION, parts.group(2)));
        }
        return new PictureKeys(repeats, count(Path.of(folder)));
    }

    private static List<Path> numbered(Ledger ledger, Path parent) {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        List<Path> numbered = new ArrayList<>();
        try (Stream<Path> entries = Files.list(parent)) {
            for (Path folder : entries.filter(Files::isDirectory).sorted().toList()) {
                if (NUMBERED.matcher(fileName(folder)).matches()) {
                    numbered.add(folder);
                } else {
                    ledger.leave(Message.of(
                            "the folder {0}: its name does not begin with a number, so that kohya passes over it too",
                            folder));
                }
            }
        } catch (IOException e) {
            throw new BadInput(
                    e, "Cannot read {0}: {1}. Expected a folder of pictures. Check the name.", parent, Reason.of(e));
        }
        return numbered;
    }

    private static String fileName(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static OptionalInt count(Path folder) {
        int count = Files.isDirectory(folder) ? PictureFolder.count(folder) : 0;
        return count == 0 ? OptionalInt.empty() : OptionalInt.of(count);
    }

    private static Path path(Ledger ledger, String key, String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw ledger.wrong(key, Message.of("the name of a folder"));
        }
    }

    private static void extension(Ledger ledger) {
        String key = "caption_extension";
        String ending = ledger.text(key).orElse(".caption");
        Message why = Message.of(
                "captions are .txt files here; those in {0} are not read. Rename them, else --caption, or the name of the folder, is the caption",
                ending);
        if (ending.equals(".txt")) {
            ledger.asHere(key);
        } else if (ledger.has(key)) {
            ledger.leave(key, why);
        } else if (ledger.trains()) {
            ledger.leave(Message.of("{0} is not there; kohya's default {1}: {2}", key, ending, why));
        }
    }

    private static void size(Ledger ledger) {
        String key = "resolution";
        if (!ledger.has(key)) {
            return;
        }
        JsonNode value = ledger.value(key).orElseThrow();
        Matcher size = SIZE.matcher(value.isTextual() ? value.textValue().strip() : value.toString());
        if (!size.matches()) {
            throw ledger.wrong(
                    key, Message.of("a side in pixels such as 512, or width and height such as \"512,768\""));
        }
        String width = size.group(1);
        String height = size.group(2);
        if (height == null || height.equals(width)) {
            ledger.take(key, Ours.of(Setting.SIZE, width));
        } else {
            ledger.take(key, Ours.of(Setting.SIZE, width + "x" + height));
        }
    }
}
