package dev.styleseal.runreport;

import dev.styleseal.report.Block;
import dev.styleseal.report.Section;
import dev.styleseal.run.Choice;
import dev.styleseal.run.RunHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the seal acts where it should not, and whether it repeats its pictures, in plain words. */
final class GuardSection {
    /** Below, a neutral picture hardly changes to the eye; above, it changes nearly as much as what was asked for. */
    private static final double LITTLE_LEAK = 0.25;

    private static final double MUCH_LEAK = 0.6;

    private final RunWords words;
    private final RunHistory history;

    GuardSection(RunWords words, RunHistory history) {
        this.words = words;
        this.history = history;
    }

    Section section() {
        List<Block> blocks = new ArrayList<>();
        Optional<Choice.Guard> guard = history.checks()
                .choice()
                .flatMap(choice -> choice.candidates().stream()
                        .filter(candidate -> candidate.step() == choice.step())
                        .findFirst())
                .flatMap(Choice.Candidate::guard);
        if (guard.isEmpty()) {
            blocks.add(words.prose("guard.none"));
        } else {
            blocks.add(leak(guard.get()));
            blocks.add(words.prose(
                    guard.get().memorised() ? "guard.memorised" : "guard.free",
                    words.decimal(guard.get().nearest(), 3),
                    words.decimal(guard.get().ordinary(), 3)));
        }
        return new Section("guard", words.of("guard"), blocks);
    }

    private Block leak(Choice.Guard guard) {
        if (guard.leak().isEmpty()) {
            return words.prose("guard.leak.none");
        }
        double leak = guard.leak().getAsDouble();
        String verdict = leak < LITTLE_LEAK ? "little" : leak < MUCH_LEAK ? "some" : "much";
        return words.prose("guard.leak." + verdict, words.percent(leak));
    }
}
