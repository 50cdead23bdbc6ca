package dev.styleseal.cli;

import dev.styleseal.BaseModel;
import dev.styleseal.model.NoiseFacts;
import java.nio.file.Files;

/** What is said of a base that was opened, where its files leave something open. */
final class BaseNotes {
    private BaseNotes() {}

    /** A folder says everything itself; of a file it is told what it is and how that is known. */
    static void tell(BaseModel base, Console console) {
        if (Files.isDirectory(base.path())) {
            return;
        }
        NoiseFacts noise = base.noise();
        console.say(
                "It is a {0} model and predicts {1} ({2}).",
                base.kind(),
                noise.prediction().value().label(),
                noise.prediction().reason());
        if (noise.zeroTerminalSnr().value()) {
            console.say(
                    "Its noise levels end in nothing but noise ({0}).",
                    noise.zeroTerminalSnr().reason());
        }
        base.remarks().forEach(remark -> console.say("{0}", remark));
    }
}
