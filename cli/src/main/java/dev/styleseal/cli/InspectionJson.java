package dev.styleseal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.checkpoint.ForeignModel;
import dev.styleseal.checkpoint.LeftOut;
import dev.styleseal.file.BlockStrength;
import dev.styleseal.file.FileInspection;
import dev.styleseal.file.FileKind;
import dev.styleseal.file.ModelInspection;
import dev.styleseal.file.SealInspection;
import dev.styleseal.weights.DType;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** What there is to say about files and models, for programs. Names of enum constants are in small letters. */
final class InspectionJson {
    private InspectionJson() {}

    static JsonNode of(FileInspection file) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("file", file.file().toString())
                .put("kind", small(file.kind()))
                .put("bytes", file.bytes())
                .put("tensors", file.tensors())
                .put("sha256", file.dataSha256())
                .put("hashCheck", small(file.hashCheck()));
        json.set("elements", elements(file.elements()));
        ObjectNode metadata = json.putObject("metadata");
        file.metadata().forEach(metadata::put);
        ObjectNode unusable = json.putObject("unusable");
        file.unusable().forEach((reason, names) -> names.forEach(unusable.putArray(reason)::add));
        if (file.kind() == FileKind.SEAL) {
            json.put("wearable", file.broken().isEmpty());
            ArrayNode broken = json.putArray("broken");
            file.broken()
                    .forEach(layer -> broken.addObject()
                            .put("path", layer.path())
                            .put("nan", layer.nan())
                            .put("infinite", layer.infinite()));
        }
        file.seal().ifPresent(seal -> json.set("seal", of(seal)));
        return json;
    }

    private static JsonNode of(SealInspection seal) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("format", small(seal.format()))
                .put("base", seal.family().map(InspectionJson::small).orElse("unknown"))
                .put("baseFromMetadata", seal.familyFromMetadata())
                .put("layers", seal.layers())
                .put("doraLayers", seal.doraLayers())
                .put("parameters", seal.parameters())
                .put("trigger", seal.metadata().trigger().orElse(null));
        seal.contextWidth().ifPresent(width -> json.put("contextWidth", width));
        seal.ranks().forEach(json.putArray("ranks")::add);
        seal.alphas().forEach(json.putArray("alphas")::add);
        ObjectNode targets = json.putObject("targets");
        seal.targets().forEach((target, count) -> targets.put(small(target), count));
        ObjectNode kinds = json.putObject("kinds");
        seal.kinds().forEach((kind, count) -> kinds.put(small(kind), count));
        seal.words().forEach(json.putArray("words")::add);
        ArrayNode blocks = json.putArray("blocks");
        for (BlockStrength block : seal.blocks()) {
            blocks.addObject()
                    .put("block", block.block())
                    .put("layers", block.layers())
                    .put("zeroLayers", block.zeroLayers())
                    .put("norm", block.norm());
        }
        seal.zeroLayers().forEach(json.putArray("zeroLayers")::add);
        ObjectNode half = json.putObject("half").put("largest", seal.half().largest());
        if (Double.isFinite(seal.half().margin())) {
            half.put("margin", seal.half().margin());
        }
        half.put("lost", seal.half().lost());
        return json;
    }

    static JsonNode of(ModelInspection model) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("folder", model.folder().toString())
                .put("kind", "model")
                .put("title", model.title());
        ArrayNode networks = json.putArray("networks");
        for (ModelInspection.Network network : model.networks()) {
            ObjectNode part = networks.addObject()
                    .put("name", network.name())
                    .put("type", network.type())
                    .put("tensors", network.tensors())
                    .put("parameters", network.parameters())
                    .put("bytes", network.bytes());
            part.set("elements", elements(network.elements()));
            ArrayNode files = part.putArray("files");
            network.files().forEach(file -> files.add(file.toString()));
        }
        ObjectNode architecture = json.putObject("architecture");
        model.architecture().forEach(architecture::put);
        model.oneFile().ifPresent(file -> put(json, file));
        return json;
    }

    private static void put(ObjectNode json, ModelInspection.OneFile file) {
        file.prediction()
                .ifPresent(stated -> json.putObject("prediction")
                        .put("type", stated.value().key())
                        .put("reason", stated.reason().text()));
        file.zeroTerminalSnr()
                .ifPresent(stated -> json.putObject("zeroTerminalSnr")
                        .put("value", stated.value())
                        .put("reason", stated.reason().text()));
        ArrayNode leftOut = json.putArray("leftOut");
        for (LeftOut left : file.leftOut()) {
            ArrayNode names =
                    leftOut.addObject().put("reason", left.reason().text()).putArray("tensors");
            left.names().forEach(names::add);
        }
        ObjectNode metadata = json.putObject("metadata");
        file.metadata().forEach(metadata::put);
    }

    /** A file that is known and is no model of Stable Diffusion. */
    static JsonNode of(Path file, ForeignModel foreign) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("file", file.toString())
                .put("kind", "foreign")
                .put("holds", foreign.what().text());
    }

    private static JsonNode elements(Map<DType, Long> elements) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        elements.forEach((type, count) -> json.put(type.name(), count));
        return json;
    }

    static String small(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
