package dev.styleseal.cli;

import dev.styleseal.file.BlockStrength;
import dev.styleseal.file.FileInspection;
import dev.styleseal.file.FileInspection.HashCheck;
import dev.styleseal.file.FileKind;
import dev.styleseal.file.SealFormat;
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
        return ", " + (seal.format() == SealFormat.KOHYA ? "kohya" : "diffusers") + " names";
    }

    private void tell(SealInspection seal) {
        fact(
                "base",
                seal.family().map(family -> Words.of(family)).orElse("unknown")
                        + (seal.familyFromMetadata() ? ", by its metadata" : ", by its widths")
                        + (seal.contextWidth().isPresent()
                                ? "; text states of " + seal.contextWidth().getAsInt()
                                : ""));
        fact("rank", joined(seal.ranks()));
        fact("alpha", joined(seal.alphas()));
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
            verdict(true, "every layer changes something");
        } else if (seal.zeroLayers().size() == seal.layers()) {
            verdict(false, "no layer changes anything: pictures will be those of the base");
        } else {
            verdict(
                    false,
                    seal.zeroLayers().size() + " of " + seal.layers() + " layers change nothing, such as "
                            + seal.zeroLayers().get(0));
        }
        boolean roomy = seal.half().margin() >= TIGHT_MARGIN;
        verdict(
                roomy,
                String.format(
                        Locale.ROOT,
                        "the largest value is %.4g; half precision holds %s times that",
                        seal.half().largest(),
                        Double.isInfinite(seal.half().margin())
                                ? "any number of"
                                : String.format(
                                        Locale.ROOT, "%,.0f", seal.half().margin())));
        if (seal.half().lost() > 0) {
            verdict(false, Numbers.grouped(seal.half().lost()) + " small values become zero in half precision");
        }
    }

    private void hash() {
        boolean seal = file.kind() == FileKind.SEAL || file.kind() == FileKind.UNSUPPORTED_ADAPTER;
        if (file.hashCheck() == HashCheck.MATCHES) {
            verdict(true, "the tensors are those of the hash in the header, " + file.dataSha256());
        } else if (file.hashCheck() == HashCheck.DIFFERS) {
            verdict(
                    false,
                    "the tensors are not those of the hash in the header: the file was changed after it was made");
        } else {
            console.result(
                    "  -     no hash in the header{0}; that of the tensors is {1}",
                    seal ? " to compare with" : "", file.dataSha256());
        }
    }

    private void fact(String name, String value) {
        console.result("  {0} {1}", String.format(Locale.ROOT, "%-10s", name), value);
    }

    private void verdict(boolean good, String sentence) {
        console.result("  {0} {1}", good ? "ok   " : "LOOK ", sentence);
    }
}
