package dev.styleseal.report;

import java.util.List;
import java.util.Locale;

/**
 * Values to be compared, as bars from zero.
 *
 * @param caption what they are, and whether more or less is better
 */
public record Bars(String caption, List<Bar> bars) implements Block {
    private static final int FULL = 100;

    public Bars {
        bars = List.copyOf(bars);
    }

    /**
     * One value.
     *
     * @param label whose it is
     * @param value 0 or more
     * @param text the value as people read it
     */
    public record Bar(String label, double value, String text) {
        public Bar {
            if (!(value >= 0)) {
                throw new IllegalArgumentException(label + ": " + value);
            }
        }
    }

    @Override
    public void writeTo(Html html) {
        double largest = bars.stream().mapToDouble(Bar::value).max().orElse(0);
        html.open("table", "class", "bars").element("caption", caption).open("tbody");
        for (Bar bar : bars) {
            double length = largest == 0 ? 0 : FULL * bar.value() / largest;
            html.open("tr").element("th", bar.label(), "scope", "row");
            html.element("td", bar.text()).open("td", "class", "bar");
            html.open("svg", "viewBox", "0 0 " + FULL + " 10", "preserveAspectRatio", "none", "aria-hidden", "true");
            html.empty("rect", "width", String.format(Locale.ROOT, "%.2f", length), "height", "10");
            html.close().close().close();
        }
        html.close().close();
    }
}
