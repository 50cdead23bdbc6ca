package dev.styleseal.cli.compare;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.comparison.Compared;
import dev.styleseal.comparison.Grid;
import dev.styleseal.comparison.GridResult;
import dev.styleseal.generate.GeneratedImage;
import dev.styleseal.generate.PaintSettings;
import dev.styleseal.generate.WornSeal;
import dev.styleseal.run.HeldOutComparison;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** A comparison as one JSON object; what could not be measured is null. */
public final class CompareJson {
    private CompareJson() {}

    public static ObjectNode of(ComparisonFacts facts) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        GridResult result = facts.result();
        root.put("page", facts.files().page().toString());
        root.put("grid", facts.files().sheet().toString());
        root.put("base", facts.base().toString());
        settings(root.putObject("settings"), facts.settings());
        grid(root, result.grid());
        root.put("heldOut", facts.yardsticks().heldOut().map(Object::toString).orElse(null));
        root.put("pictures", facts.yardsticks().pictures().map(Object::toString).orElse(null));
        result.reference()
                .ifPresent(reference -> root.putObject("reference")
                        .put("pictures", reference.files().size())
                        .put("sharpness", reference.sharpness())
                        .put("ordinaryLikeness", reference.ordinary()));
        ArrayNode compared = root.putArray("compared");
        result.compared().forEach(each -> one(compared.addObject(), facts, each));
        return root;
    }

    private static void settings(ObjectNode node, PaintSettings settings) {
        node.put("width", settings.width())
                .put("height", settings.height())
                .put("sampler", settings.sampler().label())
                .put("steps", settings.steps())
                .put("guidance", settings.guidance());
        if (settings.clipSkip().isPresent()) {
            node.put("clipSkip", settings.clipSkip().getAsInt());
        }
    }

    private static void grid(ObjectNode root, Grid grid) {
        ArrayNode prompts = root.putArray("prompts");
        grid.prompts().forEach(prompts::add);
        ArrayNode neutral = root.putArray("neutral");
        grid.neutral().forEach(neutral::add);
        root.put("negative", grid.negative().orElse(null));
        ArrayNode seeds = root.putArray("seeds");
        grid.seeds().forEach(seeds::add);
    }

    private static void one(ObjectNode node, ComparisonFacts facts, Compared each) {
        node.put("seal", each.subject().isBase() ? null : each.subject().name())
                .put("sealHash", each.subject().seal().map(WornSeal::hash).orElse(null))
                .put("weight", each.subject().weight());
        each.scores()
                .heldOut()
                .ifPresent(losses -> heldOut(node.putObject("heldOutLoss"), facts.result(), each, losses));
        put(node, "gramDistance", each.scores().gram());
        put(node, "paletteDistance", each.scores().palette());
        node.put("sharpness", each.scores().sharpness());
        each.scores()
                .nearest()
                .ifPresent(nearest -> node.putObject("nearest")
                        .put("likeness", nearest.likeness().value())
                        .put("memorised", nearest.memorised())
                        .put(
                                "trainingPicture",
                                facts.result()
                                        .reference()
                                        .map(reference -> reference
                                                .files()
                                                .get(nearest.likeness().index())
                                                .toString())
                                        .orElse(null))
                        .put(
                                "picture",
                                facts.files()
                                        .picture(
                                                each.subject(),
                                                each.pictures()
                                                        .get(nearest.painted())
                                                        .job())
                                        .toString()));
        put(node, "leak", each.scores().leak());
        ArrayNode files = node.putArray("pictures");
        Stream.of(each.pictures(), each.neutral())
                .flatMap(List<GeneratedImage>::stream)
                .forEach(image -> files.addObject()
                        .put(
                                "file",
                                facts.files()
                                        .picture(each.subject(), image.job())
                                        .toString())
                        .put("prompt", image.job().prompt())
                        .put("seed", image.job().seed()));
    }

    private static void heldOut(ObjectNode node, GridResult result, Compared each, HeldOutComparison losses) {
        HeldOutComparison.Range interval = losses.interval();
        node.put("mean", losses.sealedMean())
                .put("relativeChange", losses.relativeChange())
                .put("wins", losses.wins())
                .put("pictures", losses.base().size())
                .put("lowest", result.lowest().filter(each::equals).isPresent())
                .put("withinNoiseOfLowest", result.isWithinNoise(each));
        node.putArray("interval95").add(interval.from()).add(interval.to());
        ArrayNode all = node.putArray("losses");
        losses.sealed().forEach(all::add);
    }

    private static void put(ObjectNode node, String key, OptionalDouble value) {
        if (value.isPresent()) {
            node.put(key, value.getAsDouble());
        } else {
            node.putNull(key);
        }
    }
}
