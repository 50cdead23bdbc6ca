package dev.styleseal.run;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What was wished for about gradient checkpointing. */
enum Checkpointing {
    /** As the memory demands. */
    AUTO,
    ON,
    OFF;

    /**
     * The wish of that name.
     *
     * @throws BadInput if there is none
     */
    static Checkpointing named(String name) {
        List<String> names = Arrays.stream(values()).map(Checkpointing::label).toList();
        if (!names.contains(name)) {
            throw new BadInput(
                    "{0} is {1}. Expected one of {2}. Did you mean {3}?",
                    "--" + Setting.GRADIENT_CHECKPOINTING.key(),
                    name,
                    String.join(", ", names),
                    Nearest.to(name, names));
        }
        return values()[names.indexOf(name)];
    }

    /** That of a plan. */
    static Checkpointing of(Plan plan) {
        return named(plan.settings().text(Setting.GRADIENT_CHECKPOINTING));
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
