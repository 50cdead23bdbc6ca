package dev.styleseal.cli;

import dev.styleseal.error.Message;
import dev.styleseal.file.BlockStrength;
import dev.styleseal.file.FileInspection;
import dev.styleseal.file.SealInspection;
import java.util.Locale;
import java.util.stream.Collectors;

/** What there is to say about a file, in words. */
record FileWords(Console console, FileInspection file) {
    private static final int LONGEST_VALUE = 60;
    private static final int BAR = 30;
    private static final double TIGHT_MARGIN = 10;

    void tell() {
        console.result("{0}: {1}", file.file(), kind());
        fact("size", Numbers.bytes(file.bytes()) + " in " + Numbers.grouped(file.tensors()) + " tensors");
        fact("numbers", Numbers.elements(file.elements()));
        file.seal().ifPresent(this::tell);
        file.unusable()
                .forEach((reason, names) ->
                        fact("not usable", names.size() + " tensors: " + reason + ", such as " + names.get(0)));
        metadata();
        console.result("Checks:");
        file.seal().ifPresent(this::health);
        hash();
    }

    private String kind() {
        return switch (file.kind()) {
            case SEAL -> "a seal (LoRA adapter)" + seal();
            case UNSUPPORTED_ADAPTER -> "an adapter that this program cannot use";
            case UNET -> "the UNet of a diffusers model";
            case VAE -> "the VAE of a diffusers model";
            case TEXT_ENCODER -> "a text encoder of a diffusers model";
            case CHECKPOINT -> "a whole model in one file";
            case UNKNOWN -> "none of the kinds of file that this program knows";
        };
    }

    private String seal() {
        SealInspection seal = file.seal().orElseThrow();
        String names = switch (seal.format()) {
            case KOHYA -> "kohya names";
            case DIFFUSERS -> "diffusers names";
            case PEFT -> "a PEFT folder";
        };
        return ", " + names;
    }

    private void tell(SealInspection seal) {
        fact(
                "base",
                seal.family().map(family -> Words.of(family)).orElse("unknown")
                        + (seal.familyFromMetadata() ? ", by its metadata" : ", by its layers")
                        + (seal.contextWidth().isPresent()
                                ? "; text states of " + seal.contextWidth().getAsInt()
                                : ""));
        fact("rank", joined(seal.ranks()));
        fact("alpha", joined(seal.alphas()));
        if (seal.doraLayers() > 0) {
            fact("DoRA", seal.doraLayers() + " layers; strengths below are without their lengths");
        }
        fact("values", Numbers.grouped(seal.parameters()) + " in " + seal.layers() + " layers");
        fact(
                "targets",
                seal.targets().entrySet().stream()
                        .map(entry -> entry.getValue() + " " + Words.of(entry.getKey()))
                        .collect(Collectors.joining(", ")));
        seal.metadata().trigger().ifPresent(trigger -> fact("trigger", trigger));
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
            fact("metadata", "none");
            return;
        }
        console.result("Metadata (--json shows long values in full):");
        file.metadata().forEach((key, value) -> {
            String line = value.replace('\n', ' ');
            String shown = line.length() <= LONGEST_VALUE
                    ? line
                    : line.substring(0, LONGEST_VALUE) + "... (" + value.length() + " letters)";
            console.result("  {0} = {1}", key, shown);
        });
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
        String largest = String.format(Locale.ROOT, "%.4g", seal.half().largest());
        String margin = Numbers.grouped(Math.round(seal.half().margin()));
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
                    Numbers.grouped(seal.half().lost()));
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

    private void fact(String name, String value) {
        console.result("  {0} {1}", String.format(Locale.ROOT, "%-10s", name), value);
    }

    private void good(String pattern, Object... arguments) {
        console.result("  ok    {0}", Message.of(pattern, arguments));
    }

    private void look(String pattern, Object... arguments) {
        console.result("  LOOK  {0}", Message.of(pattern, arguments));
    }
}
