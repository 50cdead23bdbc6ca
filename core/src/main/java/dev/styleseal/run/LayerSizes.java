package dev.styleseal.run;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.lora.LoraSize;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Ranks and alphas that are not those of all layers, as settings say them.
 *
 * @param all rank and alpha of all others
 * @param convRank a rank, or "same"
 * @param convAlpha an alpha, or "same" for the same scale
 * @param ranks by ends of names, {@code to_q=8,ff.net.2=4}, or "none"
 * @param alphas likewise; a layer without one keeps the scale of all
 */
record LayerSizes(LoraSize all, String convRank, String convAlpha, String ranks, String alphas) {
    static final String SAME = "same";
    private static final String NONE = "none";

    /** For convolutions, if they differ. */
    Optional<LoraSize> convolutions() {
        if (convRank.equals(SAME) && convAlpha.equals(SAME)) {
            return Optional.empty();
        }
        LoraSize size =
                convRank.equals(SAME) ? all : all.ofRank(rank(convRank, "--" + Setting.CONV_RANK.key(), convRank));
        return Optional.of(
                convAlpha.equals(SAME)
                        ? size
                        : new LoraSize(size.rank(), number(convAlpha, "--" + Setting.CONV_ALPHA.key(), convAlpha)));
    }

    /** By ends of names, in the order in which they were said. */
    Map<String, LoraSize> exceptions() {
        Map<String, String> rankOf = pairs(Setting.RANK_OF, ranks);
        Map<String, String> alphaOf = pairs(Setting.ALPHA_OF, alphas);
        Set<String> endings = new LinkedHashSet<>(rankOf.keySet());
        endings.addAll(alphaOf.keySet());
        Map<String, LoraSize> sizes = new LinkedHashMap<>();
        for (String ending : endings) {
            String rank = rankOf.get(ending);
            String alpha = alphaOf.get(ending);
            LoraSize size = rank == null ? all : all.ofRank(rank(rank, "--" + Setting.RANK_OF.key(), ranks));
            sizes.put(
                    ending,
                    alpha == null
                            ? size
                            : new LoraSize(size.rank(), number(alpha, "--" + Setting.ALPHA_OF.key(), alphas)));
        }
        return sizes;
    }

    private static Map<String, String> pairs(Setting setting, String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        if (text.equals(NONE)) {
            return pairs;
        }
        for (String item : text.split(",", -1)) {
            int equals = item.indexOf('=');
            String ending = equals < 0 ? "" : item.substring(0, equals).strip();
            if (ending.isEmpty()) {
                throw new BadInput(
                        "--{0} is \"{1}\". Expected ends of names with a number each, such as to_q=8,ff.net.2=4, or none. Correct it.",
                        setting.key(), text);
            }
            if (pairs.put(ending, item.substring(equals + 1).strip()) != null) {
                throw new BadInput(
                        "--{0} is \"{1}\", which names {2} twice. Expected each once. Take one away.",
                        setting.key(), text, ending);
            }
        }
        return pairs;
    }

    private static int rank(String word, String option, String text) {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException e) {
            throw wrong(e, option, text, word, "a whole number");
        }
    }

    private static double number(String word, String option, String text) {
        try {
            return Double.parseDouble(word);
        } catch (NumberFormatException e) {
            throw wrong(e, option, text, word, "a number");
        }
    }

    private static BadInput wrong(NumberFormatException cause, String option, String text, String word, String type) {
        return new BadInput(
                cause,
                "{0} is \"{1}\", in which {2} is not {3}. Expected {3}. Correct it.",
                option,
                text,
                word,
                Message.of(type));
    }
}
