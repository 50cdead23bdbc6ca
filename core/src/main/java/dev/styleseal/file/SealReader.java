package dev.styleseal.file;

import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.Message;
import dev.styleseal.lora.AdapterModule;
import dev.styleseal.lora.Leniency;
import dev.styleseal.weights.TensorFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns the tensors of a file into the layers and words of a seal; all that is wrong goes into one error. */
final class SealReader {
    private final TensorFile file;
    private final List<Message> problems = new ArrayList<>();

    private SealReader(TensorFile file) {
        this.file = file;
    }

    /** Reads a file that stands for itself. */
    static Seal read(TensorFile file, Leniency leniency) {
        SealContent content = SealContent.of(file).without(leniency);
        content.requireUsable(file.path());
        SealReader reader = new SealReader(file);
        List<AdapterModule> modules = reader.layers(content, AdapterConfig.of(file));
        List<SealWord> words = BundledWords.read(file, content.words(), reader.problems);
        reader.requireSound();
        return Seal.of(modules, SealMetadata.read(file.metadata()))
                .withWords(words)
                .withoutUse(content.leftOut());
    }

    /** Looks at the layers and words of one file, those too that are no numbers. */
    static ExaminedSeal examined(TensorFile file, SealContent content, Optional<AdapterConfig> config) {
        content.requireUsable(file.path());
        SealReader reader = new SealReader(file);
        LayerReader layers = new LayerReader(config);
        List<AdapterModule> modules = new ArrayList<>();
        List<BrokenLayer> broken = new ArrayList<>();
        content.layers().forEach((path, parts) -> {
            LayerTensors layer = new LayerTensors(file, path, parts);
            layers.read(layer).ifPresent(modules::add);
            layer.broken().ifPresentOrElse(broken::add, () -> reader.problems.addAll(layer.problems()));
        });
        List<SealWord> words = BundledWords.read(file, content.words(), reader.problems);
        reader.requireSound();
        return new ExaminedSeal(
                modules.isEmpty()
                        ? Optional.empty()
                        : Optional.of(Seal.of(modules, SealMetadata.read(file.metadata()))
                                .withWords(words)),
                broken);
    }

    /**
     * The layers in one file.
     *
     * @param config where it keeps rank and alpha, if not beside the tensors
     */
    static List<AdapterModule> modules(TensorFile file, SealContent content, Optional<AdapterConfig> config) {
        content.requireUsable(file.path());
        SealReader reader = new SealReader(file);
        List<AdapterModule> modules = reader.layers(content, config);
        content.words()
                .keySet()
                .forEach(word ->
                        reader.problems.add(Message.of("the word \"{0}\" has no place in a PEFT folder", word)));
        reader.requireSound();
        return modules;
    }

    private List<AdapterModule> layers(SealContent content, Optional<AdapterConfig> config) {
        LayerReader reader = new LayerReader(config);
        List<AdapterModule> modules = new ArrayList<>();
        content.layers().forEach((path, parts) -> {
            LayerTensors layer = new LayerTensors(file, path, parts);
            reader.read(layer).ifPresent(modules::add);
            problems.addAll(layer.problems());
        });
        return modules;
    }

    private void requireSound() {
        if (!problems.isEmpty()) {
            throw new CorruptFile(
                    "Cannot read {0}: {1}. Expected for every layer two matrices [rank, inputs] and [outputs, rank] of finite "
                            + "numbers, or what LyCORIS keeps in their place. Fetch the file again, or use an earlier checkpoint.",
                    file.path(), Message.joined("; ", problems));
        }
    }
}
