package dev.styleseal.file;

import dev.styleseal.error.CorruptFile;
import dev.styleseal.file.SealKey.Part;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.HostTensor;
import dev.styleseal.weights.SafetensorsWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Writes a seal in one dialect and one precision, and proves that it reads back. */
final class SealWriter {
    private final Seal seal;
    private final SealFormat format;
    private final DType precision;
    private final SealNames names;

    SealWriter(Seal seal, SealFormat format, DType precision) {
        this.seal = seal;
        this.format = format;
        this.precision = precision;
        this.names = format == SealFormat.KOHYA ? new KohyaNames() : new DiffusersNames();
    }

    void write(Path target) {
        SafetensorsWriter writer =
                SafetensorsWriter.of(tensors(), name -> name.endsWith(".alpha") ? DType.F32 : precision);
        writer.write(target, seal.metadata().forFile(seal, format, writer), written -> compare(target, written));
    }

    private Map<String, HostTensor> tensors() {
        Map<String, HostTensor> tensors = new HashMap<>();
        seal.modules().forEach((path, module) -> {
            tensors.put(names.name(new SealKey(path, Part.DOWN)), module.down());
            tensors.put(names.name(new SealKey(path, Part.UP)), module.up());
            // diffusers takes alpha from the header or from tensors, and refuses a file that has both.
            if (format == SealFormat.KOHYA) {
                HostTensor alpha = HostTensor.of(new float[] {(float) module.alpha()});
                tensors.put(names.name(new SealKey(path, Part.ALPHA)), alpha);
            }
        });
        return tensors;
    }

    private void compare(Path target, Path written) {
        Seal back = Seal.open(written);
        Map<String, LoraModule> meant = new TreeMap<>();
        seal.modules().forEach((path, module) -> meant.put(path, rounded(module)));
        Map<String, LoraModule> read = new TreeMap<>();
        back.modules().forEach((path, module) -> read.put(path, withFloatAlpha(module)));
        if (!read.equals(meant)) {
            throw new CorruptFile(
                    "Cannot write {0}: the file read back is not the seal that was written. Nothing was changed there. Check "
                            + "the disk; if it is sound, this is a bug of Style Seal: please report it.",
                    target);
        }
    }

    private LoraModule rounded(LoraModule module) {
        return withFloatAlpha(
                new LoraModule(module.path(), rounded(module.down()), rounded(module.up()), module.alpha()));
    }

    private static LoraModule withFloatAlpha(LoraModule module) {
        return new LoraModule(module.path(), module.down(), module.up(), (float) module.alpha());
    }

    private HostTensor rounded(HostTensor tensor) {
        float[] values = tensor.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = precision.round(values[i]);
        }
        return new HostTensor(tensor.shape(), values);
    }
}
