package dev.styleseal.report;

/** A piece of a page that stands by itself. */
public sealed interface Block
        permits Prose,
                KeyFigures,
                PictureGrid,
                Pairs,
                PictureTable,
                DataTable,
                HeatMap,
                Bars,
                LossCurve,
                EvaluationCurve,
                CodeLines {
    void writeTo(Html html);
}
