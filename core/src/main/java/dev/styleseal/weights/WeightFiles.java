package dev.styleseal.weights;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.Message;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which files of a component folder hold its weights.
 *
 * @param files one, or all shards
 * @param index the shards' index, when there are shards
 */
record WeightFiles(List<Path> files, Optional<ShardIndex> index) {
    /** The names of diffusers (UNet, VAE) and transformers (text encoders), best first. */
    private static final List<String> STEMS = List.of("diffusion_pytorch_model", "model");

    /** The same for pickles. */
    private static final List<String> PICKLE_STEMS = List.of("diffusion_pytorch_model", "pytorch_model");

    private static final List<String> ENDINGS = List.of(
            ".safetensors",
            ".safetensors.index.json",
            ".fp16.safetensors",
            ".safetensors.index.fp16.json",
            ".fp16.safetensors.index.json");

    private static final List<String> PICKLE_ENDINGS = List.of(".bin", ".bin.index.json", ".fp16.bin");

    static WeightFiles in(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new BadInput(
                    "Cannot read weights from {0}: {1}. Expected a component folder of a diffusers model, such as unet. "
                            + "Check the path of the model.",
                    folder, Message.of(Files.exists(folder) ? "it is not a folder" : "there is no such folder"));
        }
        List<String> names = names();
        for (String name : names) {
            Path file = folder.resolve(name);
            if (Files.isRegularFile(file)) {
                return name.endsWith(".json") ? sharded(file) : new WeightFiles(List.of(file), Optional.empty());
            }
        }
        throw new BadInput(
                "Cannot read weights from {0}: none of these is there: {1}. Fetch the model with its .safetensors files.",
                folder, String.join(", ", names));
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        for (String ending : ENDINGS) {
            STEMS.forEach(stem -> names.add(stem + ending));
        }
        for (String ending : PICKLE_ENDINGS) {
            PICKLE_STEMS.forEach(stem -> names.add(stem + ending));
        }
        return names;
    }

    private static WeightFiles sharded(Path indexFile) {
        ShardIndex index = ShardIndex.read(indexFile);
        List<Path> shards = new ArrayList<>();
        for (String name : new TreeSet<>(index.shardOf().values())) {
            Path shard = indexFile.resolveSibling(name);
            if (!Files.isRegularFile(shard)) {
                throw new CorruptFile(
                        "Cannot read {0}: it names the shard {1}, which is not beside it. Expected all of {2}. Fetch the "
                                + "missing files.",
                        indexFile, name, new TreeSet<>(index.shardOf().values()));
            }
            shards.add(shard);
        }
        return new WeightFiles(shards, Optional.of(index));
    }

    /** Every tensor must be in the shard that the index names, and the other way round. */
    void compareWithIndex(List<TensorFile> opened) {
        if (index.isEmpty()) {
            return;
        }
        Map<String, String> promised = index.get().shardOf();
        List<Message> wrong = new ArrayList<>();
        int found = 0;
        for (TensorFile file : opened) {
            String shard = String.valueOf(file.path().getFileName());
            for (String name : file.entries().keySet()) {
                found++;
                if (!shard.equals(promised.get(name))) {
                    wrong.add(
                            promised.containsKey(name)
                                    ? Message.of("{0} is in {1}, not in {2}", name, shard, promised.get(name))
                                    : Message.of("{0} is in {1}, not in the index", name, shard));
                }
            }
        }
        if (!wrong.isEmpty() || found != promised.size()) {
            TreeSet<String> missing = new TreeSet<>(promised.keySet());
            opened.forEach(file -> missing.removeAll(file.entries().keySet()));
            missing.forEach(name -> wrong.add(Message.of("{0} is not in {1}", name, promised.get(name))));
            throw new CorruptFile(
                    "Cannot read {0}: the index and its shards disagree: {1}. Fetch the model again.",
                    index.get().file(), Message.joined("; ", wrong));
        }
    }
}
