package dev.styleseal.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** The byte tensors [H, W, 3] of a small safetensors file as pictures. */
final class ExpectedPixels {
    private ExpectedPixels() {}

    static Map<String, RgbImage> read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int headerBytes =
                (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        JsonNode header = new ObjectMapper().readTree(new String(bytes, 8, headerBytes, StandardCharsets.UTF_8));
        Map<String, RgbImage> images = new TreeMap<>();
        header.properties().forEach(entry -> {
            JsonNode shape = entry.getValue().path("shape");
            JsonNode span = entry.getValue().path("data_offsets");
            if (!entry.getKey().equals("__metadata__")) {
                byte[] rgb = Arrays.copyOfRange(
                        bytes,
                        8 + headerBytes + span.get(0).asInt(),
                        8 + headerBytes + span.get(1).asInt());
                images.put(
                        entry.getKey(),
                        RgbImage.of(shape.get(1).asInt(), shape.get(0).asInt(), rgb));
            }
        });
        return images;
    }
}
