package dev.styleseal.report;

import java.util.Locale;

/** The mark of the program: a seal of wax with a scalloped rim. Says nothing that the words beside it do not. */
final class Emblem {
    private static final int SCALLOPS = 14;
    private static final double RIM = 42;

    private Emblem() {}

    static void writeTo(Html html) {
        html.open("svg", "class", "emblem", "viewBox", "-52 -52 104 104", "aria-hidden", "true");
        html.empty("path", "class", "wax", "d", rim());
        html.empty("circle", "class", "ring", "r", "32");
        html.empty("path", "class", "stroke", "d", "M13 -13C6 -21 -14 -20 -13 -9C-12 2 14 -3 14 10C14 21 -8 21 -15 13");
        html.close();
    }

    /** Arcs between points on a circle, bulging outwards. */
    private static String rim() {
        StringBuilder path = new StringBuilder();
        double bulge = RIM * Math.sin(Math.PI / SCALLOPS) * 1.1;
        for (int i = 0; i <= SCALLOPS; i++) {
            double angle = 2 * Math.PI * i / SCALLOPS;
            String start = i == 0 ? "M" : String.format(Locale.ROOT, "A%.2f %.2f 0 0 1 ", bulge, bulge);
            path.append(start)
                    .append(String.format(Locale.ROOT, "%.2f %.2f", RIM * Math.cos(angle), RIM * Math.sin(angle)));
        }
        return path.append('Z').toString();
    }
}
