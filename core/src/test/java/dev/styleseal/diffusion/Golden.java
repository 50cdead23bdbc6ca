package dev.styleseal.diffusion;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.styleseal.tensor.Tensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/** Runs of diffusers under golden/. */
final class Golden {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private final JsonNode header;
    private final ByteBuffer data;

    private Golden(JsonNode header, ByteBuffer data) {
        this.header = header;
        this.data = data;
    }

    static Golden read(String name) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(
                            Files.readAllBytes(Path.of("src/test/resources/golden/" + name + ".safetensors")))
                    .order(ByteOrder.LITTLE_ENDIAN);
            byte[] header = new byte[Math.toIntExact(bytes.getLong())];
            bytes.get(header);
            return new Golden(JSON.readTree(header), bytes.slice().order(ByteOrder.LITTLE_ENDIAN));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(String name) {
        return json(Path.of("src/test/resources/golden/" + name + ".json"));
    }

    long[] shape(String name) {
        return IntStream.range(0, header.get(name).get("shape").size())
                .mapToLong(i -> header.get(name).get("shape").get(i).longValue())
                .toArray();
    }

    float[] floats(String name) {
        float[] values = new float[count(name)];
        data.slice(start(name), values.length * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }

    Tensor tensor(String name) {
        if (header.get(name).get("dtype").textValue().equals("I64")) {
            long[] values = new long[count(name)];
            data.slice(start(name), values.length * Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asLongBuffer()
                    .get(values);
            return Tensors.of(values, shape(name));
        }
        return Tensors.of(floats(name), shape(name));
    }

    private int count(String name) {
        return Math.toIntExact(Arrays.stream(shape(name)).reduce(1, Math::multiplyExact));
    }

    private int start(String name) {
        return header.get(name).get("data_offsets").get(0).intValue();
    }

    /** Largest difference, as a part of the largest expected value; fails with index and values beyond {@code bar}. */
    static double compare(String what, float[] expected, float[] actual, double bar) {
        if (expected.length != actual.length) {
            throw new AssertionError(what + ": expected " + expected.length + " values, got " + actual.length);
        }
        int worst = 0;
        double most = 0;
        for (int i = 0; i < expected.length; i++) {
            double difference = Math.abs((double) expected[i] - actual[i]);
            if (!(difference <= Math.abs((double) expected[worst] - actual[worst]))) {
                worst = i;
            }
            most = Math.max(most, Math.abs(expected[i]));
        }
        double difference = Math.abs((double) expected[worst] - actual[worst]) / Math.max(most, Float.MIN_NORMAL);
        if (!(difference <= bar)) {
            throw new AssertionError(what + ": at " + worst + " expected " + expected[worst] + ", got " + actual[worst]
                    + "; " + difference + " of the largest, at most " + bar);
        }
        return difference;
    }
}
