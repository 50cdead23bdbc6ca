package dev.styleseal.generate;

import dev.styleseal.diffusion.SamplerKind;
import dev.styleseal.diffusion.ScheduleChoice;
import dev.styleseal.diffusion.SigmaCurve;
import dev.styleseal.diffusion.Spacing;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.generate.SourcePicture.Repaint;
import dev.styleseal.image.RgbImage;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Fields of a settings text as settings.
 *
 * @param fields by name, as {@link InfoFields} reads them
 * @param ours whether this program wrote them
 * @param where they stand, for messages
 */
record SettingsReader(Map<String, String> fields, boolean ours, Object where) {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");

    /**
     * All that is understood.
     *
     * @param source what is painted over
     * @throws BadInput if something that must be known is missing, or a value is none
     */
    PaintSettings read(Optional<SourcePicture> source) {
        Matcher size = SIZE.matcher(required("Size"));
        if (!size.matches()) {
            throw unreadable("Size", Message.of("width x height such as 512x768"));
        }
        Optional<SigmaCurve> curve = curve();
        SamplerKind sampler = sampler(curve);
        // A sampler that is called after its levels needs no choice of them.
        Optional<SigmaCurve> chosen = sampler.isKarras() ? Optional.empty() : curve;
        Refinements refinements = new Refinements(
                new ScheduleChoice(
                        chosen,
                        Optional.ofNullable(fields.get("Timestep spacing")).map(Spacing::named),
                        fields.getOrDefault("Noise Schedule", "").equals(InfoText.ZERO_SNR)),
                fields.containsKey("Guidance rescale") ? number("Guidance rescale") : 0,
                whole("VAE tile size"));
        return new PaintSettings(
                Integer.parseInt(size.group(1)),
                Integer.parseInt(size.group(2)),
                sampler,
                requiredWhole("Steps"),
                number("CFG scale"),
                whole("Clip skip"),
                refinements,
                source);
    }

    /**
     * A picture that is painted over as the fields say.
     *
     * @throws BadInput if they do not say that there was one, or a mask, or the values or sizes do not fit
     */
    SourcePicture source(RgbImage picture, Optional<RgbImage> mask) {
        requireSaid(InfoText.STRENGTH, "--image");
        mask.ifPresent(part -> requireSaid(InfoText.MASK_BLUR, "--mask"));
        return new SourcePicture(
                picture,
                number(InfoText.STRENGTH),
                mask.map(part -> new Repaint(part, whole(InfoText.MASK_BLUR).orElseThrow())));
    }

    private void requireSaid(String name, String option) {
        if (!fields.containsKey(name)) {
            throw new BadInput(
                    "The settings in {0} do not say {1}, and {2} is given. Expected a picture that was painted so. Leave {2} out, or paint without --parameters.",
                    where, name, option);
        }
    }

    long seed() {
        try {
            return Long.parseLong(required("Seed"));
        } catch (NumberFormatException e) {
            throw unreadable("Seed", Message.of("a whole number"));
        }
    }

    private OptionalInt whole(String name) {
        return fields.containsKey(name) ? OptionalInt.of(requiredWhole(name)) : OptionalInt.empty();
    }

    private int requiredWhole(String name) {
        try {
            return Integer.parseInt(required(name));
        } catch (NumberFormatException e) {
            throw unreadable(name, Message.of("a whole number"));
        }
    }

    private boolean isKarrasByName() {
        return required("Sampler").endsWith(" " + InfoText.KARRAS);
    }

    /** The sampler without its noise levels, which older versions of the web UI write behind it. */
    private String samplerName() {
        String name = required("Sampler");
        return isKarrasByName() ? name.substring(0, name.length() - InfoText.KARRAS.length() - 1) : name;
    }

    /** How noise levels are spread, if that was chosen. */
    private Optional<SigmaCurve> curve() {
        String type = fields.getOrDefault("Schedule type", "");
        if (isKarrasByName()) {
            return Optional.of(SigmaCurve.KARRAS);
        }
        if (!ours && type.equals(InfoText.AUTOMATIC)) {
            // What the web UI takes if it may choose.
            boolean karras = samplerName().equals(InfoText.samplerName(SamplerKind.DPMPP_2M));
            return karras ? Optional.of(SigmaCurve.KARRAS) : Optional.empty();
        }
        Optional<SigmaCurve> curve = Arrays.stream(SigmaCurve.values())
                .filter(one -> InfoText.scheduleType(one).equals(type))
                .findFirst();
        if (curve.isEmpty() && !type.isEmpty()) {
            throw unreadable(
                    "Schedule type",
                    Message.of(
                            "one of {0}",
                            Arrays.stream(SigmaCurve.values())
                                    .map(InfoText::scheduleType)
                                    .collect(Collectors.joining(", "))));
        }
        return curve;
    }

    private SamplerKind sampler(Optional<SigmaCurve> curve) {
        boolean karras = curve.equals(Optional.of(SigmaCurve.KARRAS));
        return Arrays.stream(SamplerKind.values())
                .filter(kind -> InfoText.samplerName(kind).equals(samplerName()) && (karras || !kind.isKarras()))
                .max(Comparator.comparing(SamplerKind::isKarras))
                .orElseThrow(() -> unreadable(
                        "Sampler",
                        Message.of(
                                "one of {0}",
                                Arrays.stream(SamplerKind.values())
                                        .map(kind -> InfoText.samplerName(kind)
                                                + (kind.isKarras() ? " " + InfoText.KARRAS : ""))
                                        .collect(Collectors.joining(", ")))));
    }

    private double number(String name) {
        try {
            return Double.parseDouble(required(name));
        } catch (NumberFormatException e) {
            throw unreadable(name, Message.of("a number"));
        }
    }

    private String required(String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new BadInput(
                    "The settings in {0} do not say {1}. Expected Steps, Sampler, CFG scale, Seed and Size. Paint it by --prompt and its fellows.",
                    where, name);
        }
        return value;
    }

    private BadInput unreadable(String name, Message expected) {
        return new BadInput(
                "The settings in {0} say {1}: {2}. Expected {3}. Paint it by --prompt and its fellows.",
                where, name, fields.get(name), expected);
    }
}
