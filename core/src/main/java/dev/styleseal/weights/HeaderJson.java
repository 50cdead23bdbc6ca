package dev.styleseal.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.Message;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON of a safetensors header, read token by token, so that nothing unexpected is skipped. */
final class HeaderJson implements AutoCloseable {
    private static final String METADATA = "__metadata__";
    private static final Message HEADER = Message.of("the header");

    /** Object, tensor, shape: no honest header is deeper. */
    private static final int MAX_DEPTH = 4;

    /** Characters of a wrong value that go into the message. */
    private static final int LONGEST_SHOWN = 60;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength((int) HeaderReader.MAX_HEADER_BYTES)
                    .build())
            // Names come from strangers: they must not fill tables that outlive the parser.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final Path file;
    private final long dataOffset;
    private final long dataBytes;
    private final JsonParser parser;

    HeaderJson(Path file, byte[] json, long dataOffset, long dataBytes) throws IOException {
        this.file = file;
        this.dataOffset = dataOffset;
        this.dataBytes = dataBytes;
        // A reader of our own, because Jackson would also take UTF-16 and UTF-32.
        Reader text = new InputStreamReader(
                new ByteArrayInputStream(json),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
        this.parser = JSON.createParser(text);
    }

    Header read() throws IOException {
        expect(JsonToken.START_OBJECT, HEADER);
        Map<String, TensorEntry> entries = new HashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        boolean metadataSeen = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (entries.containsKey(name) || (metadataSeen && name.equals(METADATA))) {
                throw twice(name, HEADER);
            }
            if (name.equals(METADATA)) {
                metadataSeen = true;
                readMetadata(metadata);
            } else {
                entries.put(name, readEntry(name));
            }
        }
        if (parser.nextToken() != null) {
            throw new CorruptFile(
                    "Cannot read {0}: something follows the JSON object in its header. Expected spaces only. Fetch or "
                            + "copy the file again.",
                    file);
        }
        return new Header(
                Layout.inFileOrder(file, entries.values(), dataOffset, dataBytes), metadata, dataOffset, dataBytes);
    }

    private void readMetadata(Map<String, String> metadata) throws IOException {
        expect(JsonToken.START_OBJECT, Message.of(METADATA));
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            expect(JsonToken.VALUE_STRING, Message.of("{0} key {1}", METADATA, key));
            if (metadata.put(key, parser.getText()) != null) {
                throw twice(key, Message.of(METADATA));
            }
        }
    }

    private TensorEntry readEntry(String name) throws IOException {
        expect(JsonToken.START_OBJECT, Message.of("tensor {0}", name));
        Map<String, List<Long>> numbers = new HashMap<>();
        List<String> types = new ArrayList<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            switch (field) {
                case "dtype" -> {
                    expect(JsonToken.VALUE_STRING, Message.of("{0} of tensor {1}", field, name));
                    types.add(parser.getText());
                }
                case "shape", "data_offsets" -> {
                    if (numbers.put(field, readSizes(Message.of("{0} of tensor {1}", field, name))) != null) {
                        throw twice(field, Message.of("tensor {0}", name));
                    }
                }
                default ->
                    throw new CorruptFile(
                            "Cannot read {0}: tensor {1} has a field \"{2}\". Expected dtype, shape and data_offsets. "
                                    + "Fetch or copy the file again.",
                            file, name, field);
            }
        }
        List<Long> shape = numbers.get("shape");
        List<Long> offsets = numbers.get("data_offsets");
        if (types.size() != 1 || shape == null || offsets == null || offsets.size() != 2) {
            throw new CorruptFile(
                    "Cannot read {0}: tensor {1} is described by {2} dtype, shape {3} and data_offsets {4}. Expected one "
                            + "dtype, one shape and two offsets. Fetch or copy the file again.",
                    file,
                    name,
                    types.size(),
                    shape == null ? Message.of("none") : shape,
                    offsets == null ? Message.of("none") : offsets);
        }
        return entry(name, types.get(0), shape, offsets);
    }

    private TensorEntry entry(String name, String type, List<Long> shape, List<Long> offsets) {
        DType dtype = dtype(name, type);
        long begin = offsets.get(0);
        long end = offsets.get(1);
        if (begin > end || end > dataBytes) {
            throw new CorruptFile(
                    "Cannot read {0}: tensor {1} lies at bytes {2} to {3} of the data, which has {4} bytes. The file is "
                            + "cut short or damaged. Fetch or copy it again.",
                    file, name, begin, end, dataBytes);
        }
        if (!fits(shape, dtype.bytes(), end - begin)) {
            throw new CorruptFile(
                    "Cannot read {0}: tensor {1} of type {2} and shape {3} has {4} bytes. Expected elements times {5}. "
                            + "Fetch or copy the file again.",
                    file, name, dtype, shape, end - begin, dtype.bytes());
        }
        return new TensorEntry(name, dtype, shape, dataOffset + begin, end - begin);
    }

    private static boolean fits(List<Long> shape, long elementBytes, long bytes) {
        try {
            long expected = elementBytes;
            for (long size : shape) {
                expected = Math.multiplyExact(expected, size);
            }
            return expected == bytes;
        } catch (ArithmeticException e) {
            return false;
        }
    }

    private DType dtype(String name, String type) {
        for (DType known : DType.values()) {
            if (known.name().equals(type)) {
                return known;
            }
        }
        throw new CorruptFile(
                "Cannot read {0}: tensor {1} has the unknown type \"{2}\". Expected one of {3}. Fetch the file again, or "
                        + "convert it to F16 where it was made.",
                file, name, type, List.of(DType.values()));
    }

    private List<Long> readSizes(Message what) throws IOException {
        expect(JsonToken.START_ARRAY, what);
        List<Long> sizes = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            boolean whole = parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                    && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
            if (!whole || parser.getLongValue() < 0) {
                throw unexpected(what, Message.of("whole numbers from 0 to {0}", Long.MAX_VALUE));
            }
            sizes.add(parser.getLongValue());
        }
        return sizes;
    }

    private void expect(JsonToken expected, Message what) throws IOException {
        if (parser.nextToken() != expected) {
            String kind = switch (expected) {
                case START_OBJECT -> "a JSON object";
                case START_ARRAY -> "a JSON array";
                default -> "a JSON string";
            };
            throw unexpected(what, Message.of(kind));
        }
    }

    private CorruptFile unexpected(Message what, Message expected) throws IOException {
        String found = parser.currentToken() == null ? "" : parser.getText();
        return new CorruptFile(
                "Cannot read {0}: {1} holds {2}. Expected {3}. Fetch or copy the file again.",
                file,
                what,
                found.length() > LONGEST_SHOWN
                        ? found.substring(0, LONGEST_SHOWN) + "..."
                        : found.isEmpty() ? Message.of("nothing") : found,
                expected);
    }

    private CorruptFile twice(String key, Message where) {
        return new CorruptFile(
                "Cannot read {0}: \"{1}\" stands twice in {2}. Expected every name once. Do not use the file: programs "
                        + "would disagree about what it holds.",
                file, key, where);
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
