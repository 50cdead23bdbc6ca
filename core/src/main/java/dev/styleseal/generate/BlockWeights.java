package dev.styleseal.generate;

import dev.styleseal.error.BadInput;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Factors on a seal's weight for parts of the base, written {@code text=0.5,down=0.2,up.1.0=0}.
 *
 * <p>A part is {@code text} or {@code unet}; {@code text.1} or {@code text.2} of SDXL's text encoders; {@code down},
 * {@code mid} or {@code up}; one of their blocks, {@code down.1}; or one layer of a block, {@code down.1.0}: a residual
 * block and the transformer behind it. The smallest part that holds a layer of the seal decides; what is in none counts
 * once.
 *
 * @param factors by part, each from -100 to 100
 */
public record BlockWeights(Map<String, Double> factors) {
    private static final int LARGEST = 100;
    private static final Pattern PART = Pattern.compile("text(?:\\.[12])?|unet|mid|(?:down|up)(?:\\.\\d{1,3}){0,2}");
    private static final Pattern PATH = Pattern.compile("(unet|text_encoder(?:_2)?)\\.(.*)");
    private static final Pattern BLOCK =
            Pattern.compile("(down|mid|up)_blocks?\\.(?:(\\d+)\\.)?(?:(?:resnets|attentions)\\.(\\d+)\\.)?.*");

    public BlockWeights {
        factors.forEach((part, factor) -> {
            if (!PART.matcher(part).matches()) {
                throw new BadInput(
                        "There is no part {0} of a base. Expected text, unet, down, mid or up, a block such as down.1, or a layer of one such as up.1.0. Correct the weights of blocks.",
                        part);
            }
            if (!(Math.abs(factor) <= LARGEST)) {
                throw new BadInput(
                        "The weight of {0} is {1}. Expected a number from -{2} to {2}, 1 for no change. Correct it.",
                        part, factor, LARGEST);
            }
        });
        factors = Collections.unmodifiableMap(new TreeMap<>(factors));
    }

    /** Everything once. */
    public static BlockWeights none() {
        return new BlockWeights(Map.of());
    }

    /**
     * Reads {@code part=factor,part=factor}.
     *
     * @throws BadInput if a part is none, is named twice, or its factor is no number
     */
    public static BlockWeights parse(String text) {
        Map<String, Double> factors = new LinkedHashMap<>();
        for (String item : text.split(",", -1)) {
            int equals = item.indexOf('=');
            if (equals < 0) {
                throw wrong(text, item);
            }
            String part = item.substring(0, equals).strip();
            try {
                if (factors.put(part, Double.valueOf(item.substring(equals + 1).strip())) != null) {
                    throw new BadInput(
                            "The weights of blocks \"{0}\" name {1} twice. Expected each part once. Take one away.",
                            text, part);
                }
            } catch (NumberFormatException e) {
                throw wrong(text, item);
            }
        }
        return new BlockWeights(factors);
    }

    private static BadInput wrong(String text, String item) {
        return new BadInput(
                "The weights of blocks \"{0}\" hold \"{1}\". Expected part=number, separated by commas, such as text=0.5,down.1=0. Correct it.",
                text, item);
    }

    /** The factor for a layer of a seal. */
    double of(String path) {
        double factor = 1;
        for (String part : partsWith(path)) {
            factor = factors.getOrDefault(part, factor);
        }
        return factor;
    }

    /** All parts that hold a layer, the largest first. */
    private static List<String> partsWith(String path) {
        List<String> parts = new ArrayList<>();
        Matcher component = PATH.matcher(path);
        if (!component.matches()) {
            return parts;
        }
        if (!component.group(1).equals("unet")) {
            parts.add("text");
            parts.add(component.group(1).endsWith("_2") ? "text.2" : "text.1");
            return parts;
        }
        parts.add("unet");
        Matcher block = BLOCK.matcher(component.group(2));
        if (block.matches()) {
            String part = block.group(1);
            parts.add(part);
            for (int i = 2; i <= 3 && block.group(i) != null && !part.equals("mid"); i++) {
                part += "." + block.group(i);
                parts.add(part);
            }
        }
        return parts;
    }

    /**
     * Refuses parts in which a seal has nothing.
     *
     * @throws BadInput naming them
     */
    void requireIn(Collection<String> paths, String seal) {
        List<String> idle = factors.keySet().stream()
                .filter(part -> paths.stream().noneMatch(path -> partsWith(path).contains(part)))
                .toList();
        if (!idle.isEmpty()) {
            throw new BadInput(
                    "Seal {0} has nothing in {1}. Expected parts that it changes: {2}. Take the weights of the others away.",
                    seal,
                    String.join(", ", idle),
                    paths.stream()
                            .flatMap(path -> partsWith(path).stream())
                            .distinct()
                            .sorted()
                            .collect(Collectors.joining(", ")));
        }
    }

    /** As it was written, sorted by part; empty for none. */
    @Override
    public String toString() {
        return factors.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + InfoText.plain(entry.getValue()))
                .collect(Collectors.joining(","));
    }
}
