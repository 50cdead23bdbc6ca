package dev.styleseal.kohya;

import com.fasterxml.jackson.databind.JsonNode;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.error.Nearest;
import dev.styleseal.run.TomlFile;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The values of kohya's two kinds of file: arguments of train_network.py ({@code --config_file}), whose sections mean nothing,
 * and pictures ({@code --dataset_config}), where what is said of one folder wins over what is said of all.
 *
 * @param file that was named
 * @param values by kohya's key, those of the pictures' file over those of the arguments' file
 * @param trains whether there are arguments; a file of pictures alone says nothing of training, not even by its silence
 * @param notes of what was said twice
 */
record KohyaFile(Path file, Map<String, JsonNode> values, boolean trains, List<Message> notes) {
    private static final String DATASETS = "datasets";
    private static final String SUBSETS = "subsets";
    private static final String GENERAL = "general";
    static final String DATASET_CONFIG = "dataset_config";

    static KohyaFile read(Path path) {
        TomlFile toml = TomlFile.read(path);
        Map<String, JsonNode> values = new LinkedHashMap<>();
        List<Message> notes = new ArrayList<>();
        if (toml.tree().has(DATASETS)) {
            pictures(toml, values, notes);
            return new KohyaFile(path, values, false, notes);
        }
        arguments(toml, values, notes);
        JsonNode other = values.get(DATASET_CONFIG);
        if (other != null && other.isTextual() && !other.textValue().isEmpty()) {
            pictures(TomlFile.read(beside(path, other.textValue())), values, notes);
        }
        return new KohyaFile(path, values, true, notes);
    }

    /** A file named inside another one: kohya looks in the current folder, people put it beside. */
    static Path beside(Path file, String name) {
        try {
            Path named = Path.of(name);
            return Files.exists(named) ? named : file.resolveSibling(named);
        } catch (InvalidPathException e) {
            throw new BadInput(
                    e, "{0} names the file \"{1}\". Expected a name that a file can have. Correct it.", file, name);
        }
    }

    private static void arguments(TomlFile toml, Map<String, JsonNode> values, List<Message> notes) {
        for (Map.Entry<String, JsonNode> entry : toml.tree().properties()) {
            if (entry.getValue().isObject()) {
                entry.getValue().properties().forEach(inner -> add(toml, inner, KohyaKeys.ARGUMENTS, values, notes));
            } else {
                add(toml, entry, KohyaKeys.ARGUMENTS, values, notes);
            }
        }
    }

    private static void pictures(TomlFile toml, Map<String, JsonNode> values, List<Message> notes) {
        List<JsonNode> folders = new ArrayList<>();
        JsonNode dataset = toml.tree().path(DATASETS);
        for (Map.Entry<String, JsonNode> part : toml.tree().properties()) {
            if (!part.getKey().equals(DATASETS) && !part.getKey().equals(GENERAL)) {
                throw new BadInput(
                        "{0}{1}: {2} stands in a file of pictures. Expected [general] and [[datasets]]. Keep what is said of training in a file of its own, which names this one by dataset_config.",
                        toml.file(), toml.at(part.getKey()), part.getKey());
            }
        }
        addAll(toml, toml.tree().path(GENERAL), values, notes);
        for (JsonNode each : dataset) {
            addAll(toml, each, values, notes);
            for (JsonNode subset : each.path(SUBSETS)) {
                if (subset.path("is_reg").asBoolean()) {
                    notes.add(Message.of(
                            "{0} = {1}: {2}", "image_dir", subset.path("image_dir"), KohyaKeys.REGULARISATION));
                } else {
                    folders.add(subset);
                }
            }
        }
        if (folders.size() != 1 || dataset.size() != 1) {
            throw new BadInput(
                    "{0} names {1} folders of pictures in {2} datasets. Expected one folder and one size. Put all pictures with their captions into one folder, and leave one [[datasets]] with one [[datasets.subsets]].",
                    toml.file(), folders.size(), dataset.size());
        }
        addAll(toml, folders.get(0), values, notes);
    }

    private static void addAll(TomlFile toml, JsonNode table, Map<String, JsonNode> values, List<Message> notes) {
        for (Map.Entry<String, JsonNode> entry : table.properties()) {
            if (!entry.getKey().equals(SUBSETS)) {
                add(toml, entry, KohyaKeys.PICTURES, values, notes);
            }
        }
    }

    private static void add(
            TomlFile toml,
            Map.Entry<String, JsonNode> entry,
            Set<String> known,
            Map<String, JsonNode> values,
            List<Message> notes) {
        String key = entry.getKey();
        if (!known.contains(key)) {
            throw new BadInput(
                    "{0}{1}: there is no key {2} in kohya's sd-scripts, or not in this kind of file. Did you mean {3}? kohya passes over such keys; correct it or take it away.",
                    toml.file(), toml.at(key), key, Nearest.to(key, known));
        }
        if (entry.getValue().isObject() && !key.equals("custom_attributes")) {
            throw new BadInput(
                    "{0}{1}: {2} is a table. Expected a value, in a section at most. Correct it.",
                    toml.file(), toml.at(key), key);
        }
        JsonNode before = values.put(KohyaKeys.same(key), entry.getValue());
        if (before != null && !before.equals(entry.getValue())) {
            notes.add(Message.of(
                    "{0} is said twice, {1} and {2}; as for kohya, the nearer one counts: {2}",
                    key, before, entry.getValue()));
        }
    }
}
