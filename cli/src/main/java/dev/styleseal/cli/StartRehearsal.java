package dev.styleseal.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What short commands do at their start, done once while Java takes notes: the launcher makes an archive of the classes that
 * were loaded, which later starts need not read and check again. Nothing is shown, and nothing stays.
 */
final class StartRehearsal {
    private static final int FEATURES = 320;

    private static final String LAYER = "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q";

    private StartRehearsal() {}

    /** Called by the launcher. */
    public static void main(String[] args) throws IOException {
        Path seal = Files.createTempFile("styleseal", ".safetensors");
        try {
            Files.write(seal, seal());
            for (List<String> words : List.of(
                    List.of("--help"),
                    List.of("train", "--help"),
                    List.of("generate", "--help", "--language", "ru"),
                    List.of("no-command"),
                    List.of("inspect", seal.toString()),
                    List.of("inspect", seal.toString(), "--json"))) {
                PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
                Console console = new Console(nowhere, nowhere, false, LanguageOption.chosen(words, Locale.ENGLISH));
                Interruption interruption = new Interruption(console);
                interruption.listen();
                Main.run(words, console, interruption);
            }
        } finally {
            Files.delete(seal);
        }
    }

    /** A LoRA of rank 1 on one layer. */
    private static byte[] seal() {
        String header = """
                {"__metadata__":{"ss_network_dim":"1"},\
                "%1$s.alpha":{"dtype":"F32","shape":[],"data_offsets":[0,4]},\
                "%1$s.lora_down.weight":{"dtype":"F32","shape":[1,%2$d],"data_offsets":[4,%3$d]},\
                "%1$s.lora_up.weight":{"dtype":"F32","shape":[%2$d,1],"data_offsets":[%3$d,%4$d]}}""".formatted(LAYER, FEATURES, Float.BYTES * (1 + FEATURES), Float.BYTES * (1 + 2 * FEATURES));
        byte[] words = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(Long.BYTES + words.length + Float.BYTES * (1 + 2 * FEATURES))
                .order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(words.length).put(words);
        while (file.hasRemaining()) {
            file.putFloat(1);
        }
        return file.array();
    }
}
