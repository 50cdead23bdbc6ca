package dev.styleseal.weights;

import com.fasterxml.jackson.databind.JsonNode;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.io.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The list of a sharded model: which file holds which tensor.
 *
 * @param file the {@code .index.json}
 * @param shardOf name of the shard, a plain file name beside the index, by name of the tensor
 */
record ShardIndex(Path file, Map<String, String> shardOf) {
    ShardIndex {
        shardOf = Map.copyOf(shardOf);
    }

    static ShardIndex read(Path file) {
        JsonNode map = StrictJson.parse(file.toString(), text(file)).path("weight_map");
        if (!map.isObject() || map.isEmpty()) {
            throw new CorruptFile(
                    "Cannot read {0}: there is no weight_map in it. Expected a JSON object that names the shard of every "
                            + "tensor. Fetch the model again.",
                    file);
        }
        Map<String, String> shardOf = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            String shard = entry.getValue().asText();
            if (!entry.getValue().isTextual() || !shard.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*\\.(safetensors|bin)")) {
                throw new CorruptFile(
                        "Cannot read {0}: tensor {1} is said to be in {2}. Expected the name of a .safetensors or .bin file beside "
                                + "the index. Do not use this model: it points outside of its folder.",
                        file, entry.getKey(), entry.getValue());
            }
            shardOf.put(entry.getKey(), shard);
        }
        return new ShardIndex(file, shardOf);
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > HeaderReader.MAX_HEADER_BYTES) {
                throw new CorruptFile(
                        "Cannot read {0}: it has {1} bytes. Expected an index of at most {2}. Fetch the model again.",
                        file, Files.size(file), HeaderReader.MAX_HEADER_BYTES);
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new BadInput(
                    e, "Cannot read {0}: {1}. Expected a JSON file in UTF-8. Check its rights.", file, Reason.of(e));
        }
    }
}
