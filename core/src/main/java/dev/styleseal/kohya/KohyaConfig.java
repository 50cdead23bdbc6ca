package dev.styleseal.kohya;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The front door: a settings file of kohya's in, a description of a run here and a word on every key out. */
public final class KohyaConfig {
    private KohyaConfig() {}

    /**
     * Reads a file of arguments of train_network.py, which may name a file of pictures, or such a file alone. Where a file of
     * arguments is silent, kohya's defaults count, since they are what the file gives there.
     *
     * @throws BadInput if a file cannot be read, has a key that kohya does not know or a value of the wrong type, or asks for
     *     what makes no sense here: another kind of model, several folders of pictures
     */
    public static Imported read(Path file) {
        Ledger ledger = new Ledger(KohyaFile.read(file));
        PictureKeys pictures = PictureKeys.read(ledger);
        LengthKeys length = LengthKeys.read(ledger, pictures);
        if (ledger.trains()) {
            ModelKeys.read(ledger);
            NetworkKeys.read(ledger);
            OptimizerKeys.read(ledger, length);
            SavingKeys.read(ledger, length);
        }
        NoiseKeys.read(ledger);
        others(ledger);
        return ledger.imported();
    }

    private static void others(Ledger ledger) {
        Map<Message, List<String>> left = new LinkedHashMap<>();
        for (String key : ledger.untold()) {
            if (!ledger.has(key)
                    || KohyaKeys.harmless(key, String.valueOf(ledger.value(key).orElseThrow()))) {
                ledger.asHere(key);
                continue;
            }
            Message reason = LeftKeys.REASONS.get(key);
            if (reason == null) {
                throw new IllegalStateException(key + " was not gone through");
            }
            left.computeIfAbsent(reason, first -> new ArrayList<>()).add(key);
        }
        left.forEach((reason, keys) -> ledger.leave(keys, reason));
        if (!ledger.trains()) {
            ledger.change(Message.of(
                    "{0} tells of pictures alone; how they are learned is derived here, not by kohya's defaults",
                    ledger.file()));
        }
    }
}
