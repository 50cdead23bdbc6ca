package dev.styleseal.cli;

import dev.styleseal.error.Message;
import dev.styleseal.kohya.Imported;
import java.nio.file.Path;
import java.util.List;

/** What became of a settings file of kohya's, in words. */
record KohyaWords(Console console, Path file, Imported imported) {
    void tell() {
        console.say("{0}, as a run here:", file);
        list(Message.of("Taken as it is:"), imported.taken());
        list(Message.of("Done in another way:"), imported.changed());
        list(Message.of("Not done:"), imported.left());
    }

    private void list(Message heading, List<Message> lines) {
        if (!lines.isEmpty()) {
            console.say(heading);
            lines.forEach(line -> console.say("  {0}", line));
        }
    }
}
