package dev.styleseal.file;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.file.SealKey.Part;
import dev.styleseal.lora.AdapterModule;
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
        if (format == SealFormat.PEFT) {
            new PeftFolder(target).write(this::writePeft, written -> compare(target, written));
            return;
        }
        SealNames names = format == SealFormat.KOHYA ? kohya() : new DiffusersNames();
        SafetensorsWriter writer = writer(seal.loras().values(), names);
        writer.write(target, seal.metadata().forFile(seal, format, writer), written -> compare(target, written));
    }

    private SealNames kohya() {
        boolean sdxl = seal.family().equals(Optional.of(BaseFamily.SDXL));
        return sdxl ? KohyaNames.sdxl(layout()) : KohyaNames.plain();
    }

    /** The standard one if a layer is as wide on both sides as the first level of published models, else the smallest that has all layers. */
    private LdmNames layout() {
        List<String> layers = new ArrayList<>();
        for (LoraModule module : seal.loras().values()) {
            if (Component.of(module.path()) == Component.UNET) {
                if (Math.min(module.inputs(), module.outputs()) >= BaseFamily.NARROWEST) {
                    return LdmNames.STANDARD;
                }
                layers.add(Component.UNET.layer(module.path()));
            }
        }
        return LdmNames.smallest(layers);
    }

    private void writePeft(Path folder) {
        Map<Component, List<LoraModule>> networks = seal.loras().values().stream()
                .collect(Collectors.groupingBy(
                        module -> Component.of(module.path()), TreeMap::new, Collectors.toList()));
        boolean unetAlone = networks.size() == 1 && networks.containsKey(Component.UNET);
        networks.forEach((component, modules) -> {
            PeftFolder piece = new PeftFolder(unetAlone ? folder : folder.resolve(component.folder()));
            SafetensorsWriter writer = writer(modules, new PeftNames(component));
            piece.write(AdapterConfig.peft(modules), writer, seal.metadata().forFile(seal, format, writer));
        });
    }

    private SafetensorsWriter writer(Collection<LoraModule> modules, SealNames names) {
        return SafetensorsWriter.of(tensors(modules, names), name -> name.endsWith(".alpha") ? DType.F32 : precision);
    }

    private Map<String, HostTensor> tensors(Collection<LoraModule> modules, SealNames names) {
        Map<String, HostTensor> tensors = new HashMap<>();
        for (LoraModule module : modules) {
            String path = module.path();
            tensors.put(names.name(new SealKey(path, Part.DOWN)), module.down());
            tensors.put(names.name(new SealKey(path, Part.UP)), module.up());
            // diffusers takes alpha from the header or from tensors, and refuses a file that has both.
            if (format == SealFormat.KOHYA) {
                HostTensor alpha = HostTensor.of(new float[] {(float) module.alpha()});
                tensors.put(names.name(new SealKey(path, Part.ALPHA)), alpha);
            }
            module.magnitude().ifPresent(lengths -> {
                Part part = format == SealFormat.KOHYA ? Part.DORA_SCALE : Part.MAGNITUDE;
                tensors.put(names.name(new SealKey(path, part)), shaped(module, lengths));
            });
        }
        return tensors;
    }

    /** In the shape that the dialect gives to lengths. */
    private HostTensor shaped(LoraModule module, DoraMagnitude lengths) {
        float[] values = lengths.values().values();
        int n = values.length;
        if (lengths.axis() == DoraMagnitude.Axis.INPUT) {
            if (format != SealFormat.KOHYA) {
                throw new BadInput(
                        "Cannot write {0} in the form of {1}: its DoRA has one length for each input, which that form cannot say. Expected one for each output. Write it with kohya names.",
                        module.path(), format);
            }
            return module.convolution() ? HostTensor.of(values, 1, n, 1, 1) : HostTensor.of(values, 1, n);
        }
        if (format == SealFormat.KOHYA) {
            return module.convolution() ? HostTensor.of(values, n, 1, 1, 1) : HostTensor.of(values, n, 1);
        }
        return module.convolution() ? HostTensor.of(values, 1, n, 1, 1) : HostTensor.of(values, n);
    }

    private void compare(Path target, Path written) {
        Seal back = Seal.open(written);
        Map<String, AdapterModule> meant = new TreeMap<>();
        seal.loras().forEach((path, module) -> meant.put(path, withFloatAlpha(module.map(this::rounded))));
        Map<String, AdapterModule> read = new TreeMap<>();
        back.loras().forEach((path, module) -> read.put(path, withFloatAlpha(module)));
        if (!read.equals(meant)) {
            throw new CorruptFile(
                    "Cannot write {0}: the file read back is not the seal that was written. Nothing was changed there. Check "
                            + "the disk; if it is sound, this is a bug of Style Seal: please report it.",
                    target);
        }
    }

    private static LoraModule withFloatAlpha(LoraModule module) {
        return new LoraModule(module.path(), module.down(), module.up(), (float) module.alpha(), module.magnitude());
    }

    private HostTensor rounded(HostTensor tensor) {
        float[] values = tensor.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = precision.round(values[i]);
        }
        return new HostTensor(tensor.shape(), values);
    }
}
