package dev.styleseal.prompt;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A prompt and the seals it calls: {@code <lora:name>}, {@code <lora:name:weight>}, {@code <lora:name:text:unet>},
 * {@code <lora:name:te=0.5:unet=1>} (AUTOMATIC1111's web UI, extra networks).
 *
 * @param text the prompt without the tags
 * @param seals in the order of the tags
 */
public record TaggedPrompt(String text, List<SealTag> seals) {
    private static final Pattern TAG = Pattern.compile("<(\\w+):([^>]+)>");
    private static final int MOST_POSITIONS = 3; // name, text encoder, denoising network
    private static final Message EXPECTED = Message.of(
            "Expected <lora:name:weight>, <lora:name:text weight:network weight> or <lora:name:te=0.5:unet=1>. Correct the tag.");

    public TaggedPrompt {
        seals = List.copyOf(seals);
    }

    /**
     * Takes the tags out of a prompt.
     *
     * @throws BadInput if a tag calls something else than a seal, or its weights are none
     */
    public static TaggedPrompt of(String prompt) {
        StringBuilder text = new StringBuilder();
        List<SealTag> seals = new ArrayList<>();
        Matcher tags = TAG.matcher(prompt);
        while (tags.find()) {
            seals.add(seal(tags.group(), tags.group(1), tags.group(2)));
            tags.appendReplacement(text, "");
        }
        return new TaggedPrompt(tags.appendTail(text).toString(), seals);
    }

    /** The prompt without the tags of seals of these names, the others as they stand. */
    public static String without(String prompt, Collection<String> names) {
        return TAG.matcher(prompt)
                .replaceAll(tag ->
                        Matcher.quoteReplacement(names.contains(tag.group(2).split(":", 2)[0]) ? "" : tag.group()));
    }

    private static SealTag seal(String tag, String kind, String arguments) {
        if (!kind.equals("lora") && !kind.equals("lyco")) {
            throw new BadInput("The prompt has the tag {0}, which calls no seal. {1}", tag, EXPECTED);
        }
        List<String> positions = new ArrayList<>();
        Map<String, String> named = new HashMap<>();
        for (String argument : arguments.split(":", -1)) {
            int equals = argument.indexOf('=');
            if (equals < 0) {
                positions.add(argument);
            } else {
                named.put(
                        argument.substring(0, equals).strip().toLowerCase(Locale.ROOT), argument.substring(equals + 1));
            }
        }
        List<String> unknown = named.keySet().stream()
                .filter(name -> !name.equals("te") && !name.equals("unet"))
                .toList();
        if (positions.isEmpty()
                || positions.get(0).isBlank()
                || positions.size() > MOST_POSITIONS
                || !unknown.isEmpty()) {
            throw new BadInput(
                    "The prompt has the tag {0} with {1}. {2}",
                    tag,
                    unknown.isEmpty()
                            ? Message.of("{0} parts without a name", positions.size())
                            : Message.of("the part {0}", unknown.get(0)),
                    EXPECTED);
        }
        String text = named.getOrDefault("te", positions.size() > 1 ? positions.get(1) : "1");
        String unet = named.getOrDefault("unet", positions.size() > 2 ? positions.get(2) : text);
        return new SealTag(positions.get(0), weight(tag, text), weight(tag, unet));
    }

    private static double weight(String tag, String word) {
        try {
            double weight = Double.parseDouble(word.strip());
            if (Double.isFinite(weight)) {
                return weight;
            }
        } catch (NumberFormatException e) {
            throw new BadInput(e, "The prompt has the tag {0} with the weight \"{1}\". {2}", tag, word, EXPECTED);
        }
        throw new BadInput("The prompt has the tag {0} with the weight \"{1}\". {2}", tag, word, EXPECTED);
    }
}
