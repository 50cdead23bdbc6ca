package dev.styleseal.generate;

import dev.styleseal.diffusion.SamplerKind;
import dev.styleseal.diffusion.ScheduleChoice;
import dev.styleseal.diffusion.SigmaCurve;
import dev.styleseal.image.RgbImage;
import dev.styleseal.prompt.Emphasis;
import dev.styleseal.prompt.PromptGrammar;
import dev.styleseal.tensor.Precision;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The settings of a picture as text, in the form of AUTOMATIC1111's web UI ({@code create_infotext}), which other
 * programs and galleries read.
 */
final class InfoText {
    static final String OURS = "Style Seal";
    static final String KARRAS = "Karras";
    static final String AUTOMATIC = "Automatic";
    static final String ZERO_SNR = "Zero Terminal SNR";
    static final String STRENGTH = "Denoising strength";
    static final String MASK_BLUR = "Mask blur";
    static final String SOURCE_HASH = "Init image hash";
    static final String MASK_HASH = "Mask hash";
    static final int SHORT_HASH = 10;
    private static final int SEAL_HASH = 12;

    private InfoText() {}

    /**
     * The base of a picture.
     *
     * @param hash SHA-256 over its values as they lie in memory, and so another in another precision
     */
    record Base(String name, String hash, Precision precision) {}

    static String of(PaintJob job, PaintSettings settings, Base base, Outfit outfit) {
        StringBuilder text = new StringBuilder(job.prompt());
        for (WornSeal seal : outfit.own()) {
            text.append(" <lora:")
                    .append(seal.name())
                    .append(':')
                    .append(plain(seal.weight()))
                    .append('>');
        }
        // An empty one is written too: SDXL tells it from none.
        job.negative().ifPresent(negative -> text.append("\nNegative prompt: ").append(negative));
        return text.append('\n').append(lastLine(job, settings, base, outfit)).toString();
    }

    private static String lastLine(PaintJob job, PaintSettings settings, Base base, Outfit outfit) {
        List<String> fields = new ArrayList<>();
        fields.add("Steps: " + settings.steps());
        fields.add("Sampler: " + samplerName(settings.sampler()));
        scheduleType(settings).ifPresent(type -> fields.add("Schedule type: " + type));
        fields.add("CFG scale: " + plain(settings.guidance()));
        fields.add("Seed: " + job.seed());
        fields.add("Size: " + settings.width() + "x" + settings.height());
        fields.add("Model hash: " + base.hash().substring(0, SHORT_HASH));
        fields.add("Model: " + quoted(base.name()));
        if (base.precision() != Precision.FLOAT32) {
            fields.add("Precision: " + base.precision().label());
        }
        settings.clipSkip().ifPresent(layer -> fields.add("Clip skip: " + layer));
        settings.source().ifPresent(source -> addSource(fields, source));
        addRefinements(fields, settings);
        fields.add("RNG: CPU");
        List<String> blocks = outfit.seals().stream()
                .filter(seal -> !seal.blocks().factors().isEmpty())
                .map(seal -> seal.name() + ": " + seal.blocks())
                .toList();
        if (!blocks.isEmpty()) {
            fields.add("Lora blocks: " + quoted(String.join("; ", blocks)));
        }
        List<String> hashes = outfit.seals().stream()
                .filter(seal -> !seal.hash().isEmpty())
                .map(seal -> seal.name() + ": " + seal.hash().substring(0, SEAL_HASH))
                .distinct()
                .toList();
        if (!hashes.isEmpty()) {
            fields.add("Lora hashes: " + quoted(String.join(", ", hashes)));
        }
        addWords(fields, outfit.words());
        fields.add("Version: " + OURS);
        return String.join(", ", fields);
    }

    /** The first two as the web UI writes them; the last is ours, for whom brackets mean nothing unless it is said. */
    private static void addWords(List<String> fields, PromptSettings words) {
        if (!words.words().isEmpty()) {
            fields.add("TI hashes: "
                    + quoted(words.words().stream()
                            .map(word -> word.word() + ": " + word.hash().substring(0, SEAL_HASH))
                            .collect(Collectors.joining(", "))));
        }
        if (words.emphasis() != Emphasis.ORIGINAL) {
            fields.add("Emphasis: " + words.emphasis().label());
        }
        if (words.grammar() != PromptGrammar.PLAIN) {
            fields.add("Grammar: " + words.grammar().label());
        }
    }

    /** The web UI's own words for how noise levels are spread; nothing where the model decides. */
    private static Optional<String> scheduleType(PaintSettings settings) {
        if (settings.sampler().isKarras()) {
            return Optional.of(KARRAS);
        }
        return settings.refinements().schedule().sigmas().map(InfoText::scheduleType);
    }

    static String scheduleType(SigmaCurve curve) {
        return switch (curve) {
            case TIMESTEPS -> AUTOMATIC;
            case KARRAS -> KARRAS;
            case EXPONENTIAL -> "Exponential";
            case BETA -> "Beta";
            case ALIGN_YOUR_STEPS -> "Align Your Steps";
        };
    }

    /** The first two as the web UI writes them; the hashes are ours, because other pictures give other results. */
    private static void addSource(List<String> fields, SourcePicture source) {
        fields.add(STRENGTH + ": " + plain(source.strength()));
        source.repaint().ifPresent(part -> fields.add(MASK_BLUR + ": " + part.blur()));
        fields.add(SOURCE_HASH + ": " + hash(source.picture()));
        source.repaint().ifPresent(part -> fields.add(MASK_HASH + ": " + hash(part.mask())));
    }

    private static void addRefinements(List<String> fields, PaintSettings settings) {
        ScheduleChoice schedule = settings.refinements().schedule();
        if (schedule.zeroSnr()) {
            fields.add("Noise Schedule: " + ZERO_SNR);
        }
        schedule.spacing().ifPresent(spacing -> fields.add("Timestep spacing: " + spacing.label()));
        if (settings.refinements().guidanceRescale() > 0) {
            fields.add("Guidance rescale: " + plain(settings.refinements().guidanceRescale()));
        }
        if (settings.tile() > 0 && Math.max(settings.width(), settings.height()) > settings.tile()) {
            fields.add("VAE tile size: " + settings.tile());
        }
    }

    static String hash(RgbImage picture) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((picture.width() + "x" + picture.height()).getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest.digest(picture.rgb())).substring(0, SHORT_HASH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The web UI's own words for a sampler, without the schedule, which stands apart. */
    static String samplerName(SamplerKind sampler) {
        return switch (sampler) {
            case DDIM -> "DDIM";
            case DDPM -> "DDPM";
            case PNDM -> "PLMS";
            case EULER, EULER_KARRAS -> "Euler";
            case EULER_A -> "Euler a";
            case HEUN -> "Heun";
            case LMS -> "LMS";
            case DPMPP_2M, DPMPP_2M_KARRAS -> "DPM++ 2M";
            case DPMPP_2M_SDE_KARRAS -> "DPM++ 2M SDE";
            case UNIPC -> "UniPC";
            case LCM -> "LCM";
        };
    }

    /** Values with separators in them stand in quotes, as JSON. */
    private static String quoted(String value) {
        boolean needed = value.contains(",") || value.contains(":") || value.contains("\n") || value.contains("\"");
        return needed ? "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"" : value;
    }

    static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? String.valueOf((long) value)
                : String.format(Locale.ROOT, "%s", value);
    }
}
