package dev.styleseal.generate;

import dev.styleseal.error.Message;
import dev.styleseal.image.RgbImage;
import dev.styleseal.prompt.Emphasis;
import dev.styleseal.prompt.PromptGrammar;
import dev.styleseal.prompt.SealTag;
import dev.styleseal.prompt.TaggedPrompt;
import dev.styleseal.tensor.Precision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a settings text asks for, so that its picture can be painted again. A picture of this program comes out as it was;
 * of others, {@link #doubts} say what may differ.
 *
 * @param job prompt, negative prompt and seed
 * @param settings of the sampler, size and text encoders
 * @param grammar of the prompt
 * @param emphasis how weights acted
 * @param own seals that were worn without being in the prompt that was typed
 * @param fields everything the text says
 */
public record Repainting(
        PaintJob job,
        PaintSettings settings,
        PromptGrammar grammar,
        Emphasis emphasis,
        List<SealTag> own,
        Map<String, String> fields) {
    private static final Set<String> UNDERSTOOD = Set.of(
            "Steps",
            "Sampler",
            "Schedule type",
            "CFG scale",
            "Seed",
            "Size",
            "Model hash",
            "Model",
            "Precision",
            "Clip skip",
            "RNG",
            "Noise Schedule",
            "Timestep spacing",
            "Guidance rescale",
            "VAE tile size",
            "Lora hashes",
            "Lora blocks",
            "TI hashes",
            "Emphasis",
            "Grammar",
            "Version");
    /** Hires fix of the web UI writes the first too, so that these are understood only with a picture to paint over. */
    private static final Set<String> OF_THE_SOURCE =
            Set.of(InfoText.STRENGTH, InfoText.MASK_BLUR, InfoText.SOURCE_HASH, InfoText.MASK_HASH);

    private static final Pattern TAGS_BEHIND = Pattern.compile("(?: <lora:[^<>\\n]+>)+$");
    private static final String CPU = "CPU";

    public Repainting {
        own = List.copyOf(own);
    }

    /**
     * Reads a settings text.
     *
     * @param where it stands, for messages
     * @param image the picture to paint over, which a text cannot hold
     * @param mask of the part to repaint; only with a picture
     * @throws dev.styleseal.error.BadInput if it lacks what must be known, or asks for a sampler that there is none of
     */
    public static Repainting of(String text, Object where, Optional<RgbImage> image, Optional<RgbImage> mask) {
        InfoFields said = InfoFields.parse(text);
        Map<String, String> fields = said.fields();
        boolean ours = isOurs(fields);
        boolean plain = ours && !fields.containsKey("Grammar");
        Matcher behind = TAGS_BEHIND.matcher(said.prompt());
        boolean tagged = plain && behind.find();
        String prompt = tagged ? said.prompt().substring(0, behind.start()) : said.prompt();
        List<SealTag> own = tagged ? TaggedPrompt.of(behind.group()).seals() : List.of();
        SettingsReader reader = new SettingsReader(fields, ours, where);
        return new Repainting(
                new PaintJob(prompt, said.negative(), reader.seed()),
                reader.read(image.map(picture -> reader.source(picture, mask))),
                plain ? PromptGrammar.PLAIN : PromptGrammar.A1111,
                fields.getOrDefault("Emphasis", "").equals(Emphasis.NO_NORM.label())
                        ? Emphasis.NO_NORM
                        : Emphasis.ORIGINAL,
                own,
                fields);
    }

    /** Names of the seals that the picture wore, each once. */
    public List<String> sealNames() {
        List<String> names = new ArrayList<>();
        grammar.tagged(job.prompt()).seals().forEach(tag -> names.add(tag.name()));
        own.forEach(tag -> names.add(tag.name()));
        return names.stream().distinct().toList();
    }

    /** The seals of {@link #own}, read from a folder; errors as {@link SealFolder#called}. */
    public List<WornSeal> wearOwn(Optional<SealFolder> folder) {
        Map<String, BlockWeights> blocks = new HashMap<>();
        for (String item : fields.getOrDefault("Lora blocks", "").split("; ", -1)) {
            int colon = item.indexOf(": ");
            if (colon > 0) {
                blocks.put(item.substring(0, colon), BlockWeights.parse(item.substring(colon + 2)));
            }
        }
        return SealFolder.called(folder, own).stream()
                .map(seal -> new WornSeal(
                        seal.name(),
                        seal.seal(),
                        seal.weight(),
                        blocks.getOrDefault(seal.name(), BlockWeights.none()),
                        seal.hash()))
                .toList();
    }

    /** The same without some seals. */
    public Repainting without(List<String> seals) {
        boolean plain = grammar == PromptGrammar.PLAIN;
        PaintJob rest =
                plain ? job : new PaintJob(TaggedPrompt.without(job.prompt(), seals), job.negative(), job.seed());
        return new Repainting(
                rest,
                settings,
                grammar,
                emphasis,
                own.stream().filter(tag -> !seals.contains(tag.name())).toList(),
                fields);
    }

    /**
     * Why the picture may come out otherwise, whatever it is painted with.
     *
     * @param modelHash SHA-256 over the values of the base at hand
     * @param precision of the base at hand
     * @param outfit what it wears
     * @param missing names of seals that were not found
     */
    public List<Message> doubts(String modelHash, Precision precision, Outfit outfit, List<String> missing) {
        List<Message> doubts = new ArrayList<>();
        missing.forEach(name -> doubts.add(missingSeal(name)));
        if (!isOurs(fields)) {
            doubts.add(Message.of(
                    "The picture was painted by {0}, whose samplers and rounding are its own.",
                    fields.containsKey("Version") ? fields.get("Version") : Message.of("another program")));
        }
        if (!fields.getOrDefault("RNG", "GPU").equals(CPU)) {
            doubts.add(Message.of(
                    "Its noise was drawn by {0}; this program draws as {1} does.",
                    fields.getOrDefault("RNG", "GPU"), CPU));
        }
        baseDoubt(modelHash, precision).ifPresent(doubts::add);
        doubts.addAll(sourceDoubts());
        Map<String, String> there = outfit.seals().stream()
                .collect(Collectors.toMap(WornSeal::name, WornSeal::hash, (first, second) -> first, HashMap::new));
        missing.forEach(name -> there.put(name, "")); // said above
        doubts.addAll(changed(
                "Lora hashes",
                there,
                Repainting::missingSeal,
                name -> Message.of("The seal {0} is not the one that the picture wore: its hash is another.", name)));
        Map<String, String> words = new HashMap<>();
        outfit.words().words().forEach(word -> words.put(word.word(), word.hash()));
        doubts.addAll(changed(
                "TI hashes",
                words,
                name -> Message.of("The embedding {0} is missing; the picture is painted without it.", name),
                name -> Message.of("The embedding {0} is not the one of the picture: its hash is another.", name)));
        List<String> unknown = fields.entrySet().stream()
                .filter(field -> !isUnderstood(field.getKey()))
                .map(field -> field.getKey() + ": " + field.getValue())
                .toList();
        if (!unknown.isEmpty()) {
            doubts.add(Message.of("Settings that are not understood are left out: {0}.", String.join(", ", unknown)));
        }
        return doubts;
    }

    /** Another base; of one in another precision the hash says nothing. */
    private Optional<Message> baseDoubt(String modelHash, Precision precision) {
        String painted = fields.getOrDefault("Precision", Precision.FLOAT32.label());
        if (isOurs(fields) && !painted.equals(precision.label())) {
            return Optional.of(Message.of(
                    "It was painted in {0}, and this is {1}: its last digits and the base's hash are others. Expected the same with --precision {0}.",
                    painted, precision.label()));
        }
        String hash = fields.getOrDefault("Model hash", "");
        return !hash.isEmpty() && modelHash.startsWith(hash)
                ? Optional.empty()
                : Optional.of(Message.of(
                        "It was painted with the base {0} (hash {1}), and this one has the hash {2}.",
                        fields.getOrDefault("Model", "?"),
                        hash.isEmpty() ? "?" : hash,
                        modelHash.substring(0, InfoText.SHORT_HASH)));
    }

    /** Another picture or mask than the ones that were painted over, or none. */
    private List<Message> sourceDoubts() {
        List<Message> doubts = new ArrayList<>();
        if (!fields.containsKey(InfoText.SOURCE_HASH)) {
            return doubts; // another program's, whose pictures have no hash, or painted from noise
        }
        if (settings.source().isEmpty()) {
            doubts.add(
                    Message.of(
                            "It was painted over a picture, which is missing; it is painted from noise alone. Name that picture with --image."));
            return doubts;
        }
        SourcePicture source = settings.source().get();
        if (!InfoText.hash(source.picture()).equals(fields.get(InfoText.SOURCE_HASH))) {
            doubts.add(Message.of("The picture of --image is not the one that was painted over: its hash is another."));
        }
        Optional<String> mask = source.repaint().map(part -> InfoText.hash(part.mask()));
        if (!mask.equals(Optional.ofNullable(fields.get(InfoText.MASK_HASH)))) {
            doubts.add(Message.of(
                    mask.isEmpty()
                            ? "Only a part of it was painted, and its mask is missing; all of it is painted. Name the mask with --mask."
                            : "The mask of --mask is not the one of the picture: its hash is another."));
        }
        return doubts;
    }

    private boolean isUnderstood(String field) {
        boolean source = settings.source().isPresent() || fields.containsKey(InfoText.SOURCE_HASH);
        return UNDERSTOOD.contains(field) || (source && OF_THE_SOURCE.contains(field));
    }

    /** What differs between the hashes that a field names and those at hand. */
    private List<Message> changed(
            String field,
            Map<String, String> there,
            Function<String, Message> missing,
            Function<String, Message> other) {
        List<Message> changed = new ArrayList<>();
        for (String pair : fields.getOrDefault(field, "").split(",", -1)) {
            int colon = pair.lastIndexOf(':');
            if (colon > 0) {
                String name = pair.substring(0, colon).strip();
                String hash = there.get(name);
                if (hash == null) {
                    changed.add(missing.apply(name));
                } else if (!hash.isEmpty()
                        && !hash.startsWith(pair.substring(colon + 1).strip())) {
                    changed.add(other.apply(name));
                }
            }
        }
        return changed;
    }

    private static Message missingSeal(String name) {
        return Message.of("The seal {0} is missing; the picture is painted without it.", name);
    }

    private static boolean isOurs(Map<String, String> fields) {
        return fields.getOrDefault("Version", "").equals(InfoText.OURS);
    }
}
