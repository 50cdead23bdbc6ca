package dev.styleseal.cli;

import dev.styleseal.error.Figure;
import dev.styleseal.error.Message;
import dev.styleseal.weights.DType;
import java.util.List;
import java.util.Map;

/** Numbers as people read them. */
final class Numbers {
    private static final List<String> UNITS = List.of("{0} kB", "{0} MB", "{0} GB", "{0} TB", "{0} PB", "{0} EB");

    private Numbers() {}

    /** Such as "473 kB" or "1.7 GB", in powers of ten. */
    static Message bytes(long bytes) {
        if (bytes < 1000) {
            return Message.of("{0} bytes", bytes);
        }
        double value = bytes;
        int unit = -1;
        while (value >= 999.5) {
            value /= 1000;
            unit++;
        }
        return Message.of(UNITS.get(unit), Figure.decimal(value, value < 9.95 ? 1 : 0));
    }

    /** Such as "218,112 F16 and 84 F32". */
    static Message elements(Map<DType, Long> elements) {
        return elements.entrySet().stream()
                .map(entry -> Message.of("{0} {1}", Figure.count(entry.getValue()), entry.getKey()))
                .reduce((some, more) -> Message.of("{0} and {1}", some, more))
                .orElse(Message.of("none"));
    }
}
