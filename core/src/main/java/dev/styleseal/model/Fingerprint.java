package dev.styleseal.model;

import dev.styleseal.checkpoint.Component;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;

/** SHA-256 over names, shapes and bytes of tensors as they lie in memory: equal exactly if nothing was changed. */
final class Fingerprint {
    private final MessageDigest digest;

    Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Matrices count as they are multiplied, so that it does not matter how they are kept. */
    void add(Component component, SortedMap<String, Tensor> tensors, Placement placement) {
        tensors.forEach((name, tensor) -> {
            String head = component.folder() + "." + name + Arrays.toString(tensor.shape());
            digest.update(head.getBytes(StandardCharsets.UTF_8));
            try (Scope scope = new Scope()) {
                Tensor flat = (tensor.dim() > 1 ? placement.forProduct(tensor) : tensor)
                        .cpu()
                        .contiguous();
                if (flat.numel() > 0) {
                    ByteBuffer bytes = new BytePointer(flat.data_ptr())
                            .capacity(flat.nbytes())
                            .asByteBuffer();
                    digest.update(bytes);
                }
            }
        });
    }

    /** A fingerprint of something together with what it is read as; the same if that is nothing. */
    static String with(String fingerprint, List<String> readings) {
        if (readings.isEmpty()) {
            return fingerprint;
        }
        Fingerprint read = new Fingerprint();
        read.digest.update((fingerprint + readings).getBytes(StandardCharsets.UTF_8));
        return read.hex();
    }

    /** 64 hexadecimal digits. */
    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
