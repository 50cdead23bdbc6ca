package dev.styleseal.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.file.LayerHealth;
import dev.styleseal.file.SealHealth;
import dev.styleseal.lora.Spectrum;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a seal's layers are, in words and for programs. */
record HealthWords(SealHealth health) {
    /** @param layers whether each layer gets a line */
    void tell(Console console, boolean layers) {
        if (layers) {
            console.result("Layers: norm, largest value, rank, effective rank, energy that rank 1, 4 and 16 keep:");
            health.layers().forEach(layer -> console.result("  {0}", line(layer)));
        }
        health.medianEffectiveRank()
                .ifPresent(median ->
                        console.result("Effective rank: {0} in the middle of all layers.", number("%.1f", median)));
        if (!health.kept().isEmpty()) {
            console.result(
                    "Energy that smaller ranks would keep: {0}.",
                    health.kept().entrySet().stream()
                            .map(each -> each.getKey() + ": " + number("%.1f %%", 100 * each.getValue()))
                            .collect(Collectors.joining(", ")));
        }
        if (health.unknown() > 0) {
            console.result(
                    "Not looked for in {0} large {0|layer|layers}, as it takes seconds for each: --layers or --html does it.",
                    health.unknown());
        }
        health.hashes()
                .ifPresent(hashes -> console.result(
                        "Hashes: AutoV1 {0}, AutoV2 {1}, AutoV3 {2}.",
                        hashes.legacy(), hashes.autoV2(), hashes.autoV3()));
    }

    private static String line(LayerHealth layer) {
        String spectrum = layer.spectrum()
                .map(values -> String.format(
                        Locale.ROOT,
                        "%4d %7.2f  %s %s %s",
                        values.size(),
                        values.effectiveRank(),
                        share(values, 1),
                        share(values, 4),
                        share(values, 16)))
                .orElse("-");
        return String.format(Locale.ROOT, "%9.4f %9.4g %s  %s", layer.norm(), layer.largest(), spectrum, layer.path());
    }

    private static String share(Spectrum spectrum, int rank) {
        return number("%5.1f %%", 100 * spectrum.kept(rank));
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    /** Adds hashes and layers. */
    void put(ObjectNode json) {
        health.hashes()
                .ifPresent(hashes -> json.putObject("hashes")
                        .put("sha256", hashes.sha256())
                        .put("autoV1", hashes.legacy())
                        .put("autoV2", hashes.autoV2())
                        .put("autoV3", hashes.autoV3())
                        .put("sshs_model_hash", hashes.data())
                        .put("sshs_legacy_hash", hashes.legacy()));
        health.medianEffectiveRank().ifPresent(median -> json.put("medianEffectiveRank", median));
        ObjectNode kept = json.putObject("energyKept");
        health.kept().forEach((rank, share) -> kept.put(String.valueOf(rank), share));
        json.put("spectraNotLookedFor", health.unknown());
        ArrayNode layers = json.putArray("layerHealth");
        for (LayerHealth layer : health.layers()) {
            ObjectNode node = layers.addObject()
                    .put("path", layer.path())
                    .put("block", layer.block().label())
                    .put("norm", layer.norm())
                    .put("largest", layer.largest());
            layer.spectrum().ifPresent(spectrum -> {
                node.put("effectiveRank", spectrum.effectiveRank());
                ObjectNode shares = node.putObject("energyKept");
                for (int rank = 1; rank < spectrum.size(); rank *= 2) {
                    shares.put(String.valueOf(rank), spectrum.kept(rank));
                }
                spectrum.values().forEach(node.putArray("singularValues")::add);
            });
        }
    }
}
