package dev.styleseal.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;

/** Makes the front of a safetensors file: 8 bytes length, then JSON padded with spaces to a multiple of 8. */
final class HeaderWriter {
    private static final int ALIGNMENT = 8;

    /** Characters above U+FFFF as they are and not as escaped halves, which is how the reference implementation writes. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();

    private HeaderWriter() {}

    /**
     * The bytes up to the data.
     *
     * @param entries in file order, offsets from the start of the data
     */
    static ByteBuffer header(Collection<TensorEntry> entries, Map<String, String> metadata) throws IOException {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try (JsonGenerator out = JSON.createGenerator(json)) {
            out.writeStartObject();
            if (!metadata.isEmpty()) {
                out.writeObjectFieldStart("__metadata__");
                for (Map.Entry<String, String> text : metadata.entrySet()) {
                    out.writeStringField(text.getKey(), text.getValue());
                }
                out.writeEndObject();
            }
            for (TensorEntry entry : entries) {
                put(out, entry);
            }
            out.writeEndObject();
        }
        int padded = (json.size() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        json.write(" ".repeat(padded - json.size()).getBytes(StandardCharsets.US_ASCII));
        return ByteBuffer.allocate(Long.BYTES + padded)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(padded)
                .put(json.toByteArray())
                .flip();
    }

    private static void put(JsonGenerator out, TensorEntry entry) throws IOException {
        out.writeObjectFieldStart(entry.name());
        out.writeStringField("dtype", entry.dtype().name());
        out.writeFieldName("shape");
        out.writeArray(entry.sizes(), 0, entry.shape().size());
        out.writeFieldName("data_offsets");
        out.writeArray(new long[] {entry.offset(), entry.offset() + entry.byteLength()}, 0, 2);
        out.writeEndObject();
    }
}
