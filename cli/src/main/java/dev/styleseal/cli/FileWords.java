package dev.styleseal.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.styleseal.error.Figure;
import dev.styleseal.error.Message;
import dev.styleseal.file.AdapterKind;
import dev.styleseal.file.BlockStrength;
import dev.styleseal.file.FileInspection;
import dev.styleseal.file.MetadataGroup;
import dev.styleseal.file.SealInspection;
import java.util.Locale;
import java.util.Set;

/** What there is to say about a file, in words. */
record FileWords(Console console, FileInspection file) {
    private static final int LONGEST_VALUE = 60;
    private static final int BAR = 30;
    private static final double TIGHT_MARGIN = 10;

    void tell() {
        console.result("{0}: {1}", file.file(), kind());
        fact(
                Message.of("size"),
                Message.of("{0} in {1} tensors", Numbers.bytes(file.bytes()), Figure.count(file.tensors())));
        fact(Message.of("numbers"), Numbers.elements(file.elements()));
        file.seal().ifPresent(this::tell);
        file.unusable()
                .forEach((reason, names) -> fact(
                        Message.of("not usable"),
                        Message.of("{0} tensors: {1}, such as {2}", names.size(), Message.of(reason), names.get(0))));
        metadata();
        console.result("Checks:");
        broken();
        file.seal().ifPresent(this::health);
        hash();
    }

    private Message kind() {
        return switch (file.kind()) {
            case SEAL ->
                file.seal()
                        .map(seal -> Message.of("a seal (LoRA adapter), {0}", dialect(seal)))
                        .orElse(Message.of("a seal (LoRA adapter)"));
            case UNSUPPORTED_ADAPTER -> Message.of("an adapter that this program cannot use");
            case UNET -> Message.of("the UNet of a diffusers model");
            case VAE -> Message.of("the VAE of a diffusers model");
            case TEXT_ENCODER -> Message.of("a text encoder of a diffusers model");
            case CHECKPOINT -> Message.of("a whole model in one file");
            case UNKNOWN -> Message.of("none of the kinds of file that this program knows");
        };
    }

    private static Message dialect(SealInspection seal) {
        return switch (seal.format()) {
            case KOHYA -> Message.of("kohya names");
            case DIFFUSERS -> Message.of("diffusers names");
            case PEFT -> Message.of("a PEFT folder");
        };
    }

    private void tell(SealInspection seal) {
        fact(
                Message.of("base"),
                Message.of(
                        "{0}, {1}{2}",
                        seal.family().<Object>map(Words::of).orElse(Message.of("unknown")),
                        Message.of(seal.familyFromMetadata() ? "by its metadata" : "by its layers"),
                        seal.contextWidth().isPresent()
                                ? Message.of(
                                        "; text states of {0}",
                                        seal.contextWidth().getAsInt())
                                : ""));
        fact(Message.of("rank"), Message.of("{0}", joined(seal.ranks())));
        fact(Message.of("alpha"), Message.of("{0}", joined(seal.alphas())));
        if (!seal.kinds().keySet().equals(Set.of(AdapterKind.LORA))) {
            fact(
                    Message.of("kinds"),
                    Message.joined(
                            ", ",
                            seal.kinds().entrySet().stream()
                                    .map(entry -> Message.of(
                                            "{0}: {1}", entry.getKey().title(), entry.getValue()))
                                    .toList()));
        }
        if (!seal.words().isEmpty()) {
            fact(Message.of("words"), Message.of("{0}", String.join(", ", seal.words())));
        }
        if (seal.doraLayers() > 0) {
            fact(
                    Message.of("DoRA"),
                    Message.of("{0} layers; strengths below are without their lengths", seal.doraLayers()));
        }
        fact(Message.of("values"), Message.of("{0} in {1} layers", Figure.count(seal.parameters()), seal.layers()));
        fact(
                Message.of("targets"),
                Message.joined(
                        ", ",
                        seal.targets().entrySet().stream()
                                .map(entry -> Message.of("{0} {1}", entry.getValue(), Words.of(entry.getKey())))
                                .toList()));
        seal.metadata().trigger().ifPresent(trigger -> fact(Message.of("trigger"), Message.of("{0}", trigger)));
        console.result("Strength of its changes (Frobenius norm):");
        double largest =
                seal.blocks().stream().mapToDouble(BlockStrength::norm).max().orElse(0);
        for (BlockStrength block : seal.blocks()) {
            int length = largest == 0 ? 0 : (int) Math.round(BAR * block.norm() / largest);
            console.result(
                    "  {0} {1} {2}  {3} layers",
                    String.format(Locale.ROOT, "%-22s", block.block()),
                    String.format(Locale.ROOT, "%8.4f", block.norm()),
                    String.format(Locale.ROOT, "%-" + BAR + "s", "#".repeat(length)),
                    block.layers());
        }
    }

    private static String joined(Iterable<?> values) {
        StringBuilder text = new StringBuilder();
        values.forEach(value -> text.append(text.isEmpty() ? "" : ", ").append(value));
        return text.toString();
    }

    private void metadata() {
        if (file.metadata().isEmpty()) {
            fact(Message.of("metadata"), Message.of("none"));
            return;
        }
        console.result("Metadata (--json shows long values in full):");
        MetadataGroup.grouped(file.metadata()).forEach((group, texts) -> {
            console.result("  {0}:", Words.of(group));
            texts.forEach((key, value) -> console.result("    {0} = {1}", key, shortened(value)));
        });
    }

    private static Object shortened(String value) {
        String line = value.replace('\n', ' ');
        if (line.length() <= LONGEST_VALUE) {
            return line;
        }
        String start = line.substring(0, LONGEST_VALUE);
        int entries = entries(value);
        return entries > 0
                ? Message.of("{0}... ({1} {1|entry|entries}, {2} letters)", start, entries, value.length())
                : Message.of("{0}... ({1} letters)", start, value.length());
    }

    /** Of a JSON object or list; 0 for any other text. */
    private static int entries(String value) {
        if (!value.startsWith("{") && !value.startsWith("[")) {
            return 0;
        }
        try {
            return new JsonMapper().readTree(value).size();
        } catch (JsonProcessingException e) {
            return 0;
        }
    }

    /** The verdict first: nothing else helps if it cannot be worn. */
    private void broken() {
        if (file.broken().isEmpty()) {
            return;
        }
        int sound = file.seal().map(SealInspection::layers).orElse(0);
        look(
                "cannot be worn: {0} of {1} layers hold values that are no numbers, and are not counted above:",
                file.broken().size(), sound + file.broken().size());
        file.broken()
                .forEach(layer -> console.result(
                        "          {0}: {1} NaN, {2} infinite",
                        layer.path(), Figure.count(layer.nan()), Figure.count(layer.infinite())));
    }

    private void health(SealInspection seal) {
        if (seal.zeroLayers().isEmpty()) {
            good("every layer changes something");
        } else if (seal.zeroLayers().size() == seal.layers()) {
            look("no layer changes anything: pictures will be those of the base");
        } else {
            look(
                    "{0} of {1} layers change nothing, such as {2}",
                    seal.zeroLayers().size(), seal.layers(), seal.zeroLayers().get(0));
        }
        Figure largest =
                new Figure(String.format(Locale.ROOT, "%.4g", seal.half().largest()));
        Figure margin = Figure.count(Math.round(seal.half().margin()));
        if (Double.isInfinite(seal.half().margin())) {
            look("all values are zero");
        } else if (seal.half().margin() >= TIGHT_MARGIN) {
            good("the largest value is {0}; half precision holds {1} times that", largest, margin);
        } else {
            look("the largest value is {0}; half precision holds only {1} times that", largest, margin);
        }
        if (seal.half().lost() > 0) {
            look(
                    "{0} small values become zero in half precision",
                    Figure.count(seal.half().lost()));
        }
    }

    private void hash() {
        switch (file.hashCheck()) {
            case MATCHES -> good("the tensors are those of the hash in the header, {0}", file.dataSha256());
            case DIFFERS ->
                look("the tensors are not those of the hash in the header: the file was changed after it was made");
            case ABSENT ->
                console.result("  -     no hash in the header; that of the tensors is {0}", file.dataSha256());
        }
    }

    private void fact(Message name, Message value) {
        console.result("  {0} {1}", String.format(Locale.ROOT, "%-10s", console.text(name)), value);
    }

    private void good(String pattern, Object... arguments) {
        console.result("  ok    {0}", Message.of(pattern, arguments));
    }

    private void look(String pattern, Object... arguments) {
        console.result("  LOOK  {0}", Message.of(pattern, arguments));
    }
}
