package dev.styleseal.runreport;

import dev.styleseal.error.Language;
import dev.styleseal.report.Report;
import java.util.List;

/** The page about a training: a function of what is known about it, and of the language. */
public final class RunPage {
    private RunPage() {}

    /** The page. Whatever the run did not do has a sentence that says so. */
    public static Report of(RunStory story, Language language) {
        RunWords words = new RunWords(language);
        LearnedSection learned = new LearnedSection(words, story);
        return new Report(
                language,
                story.history().name(),
                learned.lead(),
                List.of(learned.figures()),
                List.of(
                        learned.section(),
                        new CurveSection(words, story.history()).section(),
                        new WeightSection(words, story).section(),
                        new PreviewSection(words, story).section(),
                        new DataSection(words, story).section(),
                        new BlockSection(words, story.seal()).section(),
                        new GuardSection(words, story.history()).section(),
                        new SelfTestSection(words, story.history()).section(),
                        new SettingsSection(words, story.history()).section(),
                        new PlanSection(words, story).section(),
                        new ElsewhereSection(words, story).section()),
                List.of(words.of("footer.painted"), words.of("footer.program")));
    }
}
