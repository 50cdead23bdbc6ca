package dev.styleseal.cli.compare;

import dev.styleseal.comparison.Compared;
import dev.styleseal.comparison.GridResult;
import dev.styleseal.comparison.Scores;
import dev.styleseal.comparison.Subject;
import dev.styleseal.report.DataTable;
import dev.styleseal.report.PlainNumbers;
import dev.styleseal.report.Words;
import dev.styleseal.run.HeldOutComparison;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/** The scores of a comparison as rows for people, without columns that nothing was measured for. */
public final class ScoreTable {
    private static final String NONE = "–";

    private final Words words;
    private final GridResult result;
    private final List<Column> columns = new ArrayList<>();

    /** A heading and what stands below it. */
    private record Column(String heading, Function<Compared, String> cell) {}

    /** @param words those of this package */
    public ScoreTable(Words words, GridResult result) {
        this.words = words;
        this.result = result;
        Scores last = result.compared().get(result.compared().size() - 1).scores();
        column("subject", each -> name(words, each.subject()));
        if (last.heldOut().isPresent()) {
            column("loss", this::loss);
            column("change", this::change);
            column("verdict", this::verdict);
        }
        if (result.reference().isPresent()) {
            column("gram", each -> percent(each.scores().gram()));
            column("palette", each -> decimal(each.scores().palette(), 1));
        }
        column("sharpness", each -> decimal(OptionalDouble.of(each.scores().sharpness()), 0));
        if (result.reference().isPresent()) {
            column("nearest", this::nearest);
        }
        if (!result.grid().neutral().isEmpty()) {
            column("leak", each -> percent(each.scores().leak()));
        }
    }

    /** The name of a seal and its weight. */
    static String name(Words words, Subject subject) {
        return subject.isBase()
                ? words.of("base")
                : subject.name() + "\u00a0×\u00a0" + words.number(ComparisonFiles.weight(subject.weight()));
    }

    private void column(String key, Function<Compared, String> cell) {
        columns.add(new Column(words.of("column." + key), cell));
    }

    /** What the columns are called. */
    public List<String> headings() {
        return columns.stream().map(Column::heading).toList();
    }

    /** A row for each subject. */
    public List<List<String>> rows() {
        return result.compared().stream()
                .map(each ->
                        columns.stream().map(column -> column.cell.apply(each)).toList())
                .toList();
    }

    DataTable block() {
        return new DataTable(words.of("scores.caption"), headings(), rows());
    }

    /** What may be said of the held-out losses, in a sentence or two. */
    public String verdict() {
        if (result.lowest().isEmpty()) {
            return words.of("verdict.none");
        }
        Compared lowest = result.lowest().get();
        List<String> alike = result.compared().stream()
                .filter(each -> !each.equals(lowest) && result.isWithinNoise(each))
                .map(each -> name(words, each.subject()))
                .toList();
        int pictures = lowest.scores().heldOut().orElseThrow().base().size();
        String first = words.of("verdict.lowest", name(words, lowest.subject()), pictures);
        return first + " "
                + (alike.isEmpty()
                        ? words.of("verdict.clear")
                        : words.of("verdict.noise", String.join(words.of("separator"), alike)));
    }

    private String loss(Compared each) {
        return decimal(OptionalDouble.of(losses(each).sealedMean()), 4);
    }

    private String change(Compared each) {
        if (each.subject().isBase()) {
            return NONE;
        }
        HeldOutComparison losses = losses(each);
        return words.of(
                "change",
                words.number(PlainNumbers.change(losses.relativeChange())),
                words.number(PlainNumbers.change(losses.interval().from())),
                words.number(PlainNumbers.change(losses.interval().to())));
    }

    private String verdict(Compared each) {
        if (result.lowest().filter(each::equals).isPresent()) {
            return words.of("lowest");
        }
        return words.of(result.isWithinNoise(each) ? "noise" : "higher");
    }

    private String nearest(Compared each) {
        return each.scores()
                .nearest()
                .map(nearest -> words.of(
                        nearest.memorised() ? "memorised" : "likeness",
                        decimal(OptionalDouble.of(nearest.likeness().value()), 2),
                        result.reference()
                                .orElseThrow()
                                .files()
                                .get(nearest.likeness().index())
                                .getFileName()))
                .orElse(NONE);
    }

    private static HeldOutComparison losses(Compared each) {
        return each.scores().heldOut().orElseThrow();
    }

    private String percent(OptionalDouble share) {
        return share.isEmpty()
                ? NONE
                : words.number(PlainNumbers.percent(share.getAsDouble())).replace(' ', '\u00a0');
    }

    private String decimal(OptionalDouble value, int digits) {
        return value.isEmpty() ? NONE : words.number(PlainNumbers.decimal(value.getAsDouble(), digits));
    }
}
