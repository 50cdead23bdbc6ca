package dev.styleseal.weights;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the front of a safetensors file says, checked.
 *
 * @param entries tensors by name, in the order of their bytes
 * @param metadata free texts by key, in the order of the header
 * @param dataOffset position of the first byte behind the header
 * @param dataBytes number of bytes from there to the end
 */
record Header(Map<String, TensorEntry> entries, Map<String, String> metadata, long dataOffset, long dataBytes) {
    Header {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }
}
