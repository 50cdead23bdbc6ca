package dev.styleseal.file;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.Message;
import dev.styleseal.file.SealKey.Part;
import dev.styleseal.lora.AdapterModule;
import dev.styleseal.lora.BiasedLoraModule;
import dev.styleseal.lora.DoraMagnitude;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.HostTensor;
import dev.styleseal.weights.LdmNames;
import dev.styleseal.weights.SafetensorsWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes a seal in one dialect and one precision, and proves that it reads back. */
final class SealWriter {
    private final Seal seal;
    private final SealFormat format;
    private final DType precision;

    SealWriter(Seal seal, SealFormat format, DType precision) {
        this.seal = seal;
        this.format = format;
        this.precision = precision;
    }

    void write(Path target) {
        if (format != SealFormat.KOHYA) {
            requireLoraAlone(target);
        }
        if (format == SealFormat.PEFT) {
            new PeftFolder(target).write(this::writePeft, written -> compare(target, written));
            return;
        }
        SealNames names = format == SealFormat.KOHYA ? kohya() : new DiffusersNames();
        SafetensorsWriter writer = writer(seal.modules().values(), seal.words(), names);
        writer.write(target, seal.metadata().forFile(seal, format, writer), written -> compare(target, written));
    }

    private void requireLoraAlone(Path target) {
        List<AdapterModule> others = seal.modules().values().stream()
                .filter(module -> !(module instanceof LoraModule))
                .toList();
        if (!others.isEmpty()) {
            List<Message> kinds = others.stream()
                    .map(AdapterKind::of)
                    .distinct()
                    .sorted()
                    .map(AdapterKind::title)
                    .toList();
            throw new BadInput(
                    "Cannot write {0} in the form of {1}: {2} of {3} layers are {4}, which that form cannot say, the first is {5}. Expected LoRA. Turn them into LoRA (styleseal convert --lora), or write with kohya names.",
                    target,
                    format.label(),
                    others.size(),
                    seal.modules().size(),
                    Message.joined(", ", kinds),
                    others.get(0).path());
        }
        if (!seal.words().isEmpty()) {
            throw new BadInput(
                    "Cannot write {0} in the form of {1}: the seal holds the learnt word \"{2}\", which that form cannot say. Expected layers alone. Write with kohya names.",
                    target, format.label(), seal.words().get(0).word());
        }
    }

    private SealNames kohya() {
        boolean sdxl = seal.family().equals(Optional.of(BaseFamily.SDXL));
        return sdxl ? KohyaNames.sdxl(layout()) : KohyaNames.plain();
    }

    /** The standard one if a layer is as wide on both sides as the first level of published models, else the smallest that has all layers. */
    private LdmNames layout() {
        List<String> layers = new ArrayList<>();
        for (AdapterModule module : seal.modules().values()) {
            if (Component.of(module.path()) == Component.UNET) {
                if (width(module) >= BaseFamily.NARROWEST) {
                    return LdmNames.STANDARD;
                }
                layers.add(Component.UNET.layer(module.path()));
            }
        }
        return LdmNames.smallest(layers);
    }

    /** Of the narrower side; a norm has one. */
    private static long width(AdapterModule module) {
        if (module instanceof BiasedLoraModule biased) {
            return width(biased.lora());
        }
        if (module instanceof LoraModule lora) {
            return Math.min(lora.inputs(), lora.outputs());
        }
        return AdapterKind.of(module) == AdapterKind.NORM ? module.rows() : Math.min(module.rows(), module.columns());
    }

    private void writePeft(Path folder) {
        Map<Component, List<LoraModule>> networks = seal.loras().values().stream()
                .collect(Collectors.groupingBy(
                        module -> Component.of(module.path()), TreeMap::new, Collectors.toList()));
        boolean unetAlone = networks.size() == 1 && networks.containsKey(Component.UNET);
        networks.forEach((component, modules) -> {
            PeftFolder piece = new PeftFolder(unetAlone ? folder : folder.resolve(component.folder()));
            SafetensorsWriter writer = writer(modules, List.of(), new PeftNames(component));
            piece.write(AdapterConfig.peft(modules), writer, seal.metadata().forFile(seal, format, writer));
        });
    }

    private SafetensorsWriter writer(
            Collection<? extends AdapterModule> modules, List<SealWord> words, SealNames names) {
        Map<String, HostTensor> tensors = tensors(modules, names);
        tensors.putAll(BundledWords.tensors(words));
        return SafetensorsWriter.of(tensors, name -> name.endsWith(".alpha") ? DType.F32 : precision);
    }

    private Map<String, HostTensor> tensors(Collection<? extends AdapterModule> modules, SealNames names) {
        Map<String, HostTensor> tensors = new HashMap<>();
        for (AdapterModule module : modules) {
            String path = module.path();
            ModuleTensors.of(module)
                    .forEach((part, tensor) -> tensors.put(names.name(new SealKey(path, part)), tensor));
            // diffusers takes alpha from the header or from tensors, and refuses a file that has both.
            if (format == SealFormat.KOHYA) {
                module.numerator()
                        .ifPresent(alpha -> tensors.put(
                                names.name(new SealKey(path, Part.ALPHA)), HostTensor.of(new float[] {(float) alpha})));
            }
            module.magnitude().ifPresent(lengths -> {
                Part part = format == SealFormat.KOHYA ? Part.DORA_SCALE : Part.MAGNITUDE;
                tensors.put(names.name(new SealKey(path, part)), shaped(module, lengths));
            });
        }
        return tensors;
    }

    /** In the shape that the dialect gives to lengths. */
    private HostTensor shaped(AdapterModule module, DoraMagnitude lengths) {
        float[] values = lengths.values().values();
        int n = values.length;
        boolean convolution = ModuleTensors.isOfConvolution(module);
        if (lengths.axis() == DoraMagnitude.Axis.INPUT) {
            if (format != SealFormat.KOHYA) {
                throw new BadInput(
                        "Cannot write {0} in the form of {1}: its DoRA has one length for each input, which that form cannot say. Expected one for each output. Write it with kohya names.",
                        module.path(), format.label());
            }
            return convolution ? HostTensor.of(values, 1, n, 1, 1) : HostTensor.of(values, 1, n);
        }
        if (format == SealFormat.KOHYA) {
            return convolution ? HostTensor.of(values, n, 1, 1, 1) : HostTensor.of(values, n, 1);
        }
        return convolution ? HostTensor.of(values, 1, n, 1, 1) : HostTensor.of(values, n);
    }

    private void compare(Path target, Path written) {
        Seal back = Seal.open(written);
        // One after the other, since rounded copies of all layers would take as much memory as the seal.
        boolean same = back.modules().keySet().equals(seal.modules().keySet())
                && back.modules().values().stream().allMatch(this::isMeant);
        Set<SealWord> words = seal.words().stream()
                .map(word -> new SealWord(
                        word.word(), word.vectors().stream().map(this::rounded).toList()))
                .collect(Collectors.toSet());
        if (!same || !Set.copyOf(back.words()).equals(words)) {
            throw new CorruptFile(
                    "Cannot write {0}: the file read back is not the seal that was written. Nothing was changed there. Check "
                            + "the disk; if it is sound, this is a bug of Style Seal: please report it.",
                    target);
        }
    }

    private boolean isMeant(AdapterModule read) {
        AdapterModule meant = seal.modules().get(read.path());
        return meant != null
                && ModuleTensors.withFloatAlpha(meant.map(this::rounded)).equals(ModuleTensors.withFloatAlpha(read));
    }

    private HostTensor rounded(HostTensor tensor) {
        float[] values = tensor.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = precision.round(values[i]);
        }
        return new HostTensor(tensor.shape(), values);
    }
}
