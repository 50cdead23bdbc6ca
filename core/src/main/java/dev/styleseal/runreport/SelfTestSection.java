package dev.styleseal.runreport;

import dev.styleseal.report.Block;
import dev.styleseal.report.PlainNumbers;
import dev.styleseal.report.Section;
import dev.styleseal.run.RunHistory;
import dev.styleseal.run.SelfTest;
import java.util.List;
import java.util.Optional;

/** Whether the finished file does something, and the same as what was in memory. */
final class SelfTestSection {
    /** Of 255; less is not seen. */
    private static final double SEEN = 0.5;

    /** Seals are saved in half precision, whose rounding is 5e-4 of a value at most. */
    private static final double ROUNDING = 0.01;

    private static final double TINY = 1e-5;

    private final RunWords words;
    private final Optional<SelfTest> test;

    SelfTestSection(RunWords words, RunHistory history) {
        this.words = words;
        test = history.checks().selfTest();
    }

    Section section() {
        List<Block> blocks = test.<List<Block>>map(done -> List.of(effect(done), file(done)))
                .orElseGet(() -> List.of(words.prose("selftest.none")));
        return new Section("selftest", words.of("selftest"), blocks);
    }

    private Block effect(SelfTest done) {
        return words.prose(
                done.effect() < SEEN ? "selftest.nothing" : "selftest.effect",
                done.pictures(),
                words.decimal(done.effect(), 1),
                words.percent(done.prediction()));
    }

    private Block file(SelfTest done) {
        String share = done.fileError() < TINY
                ? words.of("selftest.tiny")
                : words.number(PlainNumbers.decimal(100 * done.fileError(), 3) + " %");
        return words.prose(done.fileError() < ROUNDING ? "selftest.file" : "selftest.other", share);
    }
}
