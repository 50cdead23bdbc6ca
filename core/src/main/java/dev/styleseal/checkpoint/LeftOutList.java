package dev.styleseal.checkpoint;

import dev.styleseal.error.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what is left out, by reason. */
final class LeftOutList {
    private final Map<String, List<String>> names = new LinkedHashMap<>();

    /** Adds a tensor. */
    void add(String reason, String name) {
        names.computeIfAbsent(reason, key -> new ArrayList<>()).add(name);
    }

    List<LeftOut> all() {
        return names.entrySet().stream()
                .map(entry -> new LeftOut(Message.of(entry.getKey()), entry.getValue()))
                .toList();
    }
}
