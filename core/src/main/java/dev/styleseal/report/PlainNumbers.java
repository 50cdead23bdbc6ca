package dev.styleseal.report;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them, in English. */
public final class PlainNumbers {
    private static final int KILO = 1000;
    private static final int MINUTE = 60;

    private PlainNumbers() {}

    /** 1,234,567. */
    public static String count(long value) {
        return String.format(Locale.ENGLISH, "%,d", value);
    }

    /** With that many digits behind the point. */
    public static String decimal(double value, int digits) {
        return String.format(Locale.ENGLISH, "%." + digits + "f", value);
    }

    /** A share as per cent, such as 2.4 %. */
    public static String percent(double share) {
        return decimal(100 * share, 1) + " %";
    }

    /** A change as per cent, always with a sign, such as +3.1 % or −15.2 %. */
    public static String change(double share) {
        String text = decimal(100 * Math.abs(share), 1);
        String sign = text.equals("0.0") ? "±" : share < 0 ? "−" : "+";
        return sign + text + " %";
    }

    /** Bytes as B, kB, MB or GB of powers of 1000, to three digits. */
    public static String bytes(long bytes) {
        if (bytes < KILO) {
            return bytes + " B";
        }
        String[] units = {"kB", "MB", "GB", "TB"};
        double value = bytes;
        int unit = -1;
        while (value >= KILO - 0.5 && unit < units.length - 1) {
            value /= KILO;
            unit++;
        }
        return decimal(value, value < 9.95 ? 2 : value < 99.5 ? 1 : 0) + " " + units[unit];
    }

    /** As short as it is: 0.4 s, 12 s, 1 min 05 s, 2 h 03 min. */
    public static String duration(Duration duration) {
        double exact = duration.toMillis() / 1000.0;
        if (exact < 9.95) {
            return decimal(exact, 1) + " s";
        }
        long seconds = Math.round(exact);
        if (seconds < MINUTE) {
            return seconds + " s";
        }
        if (seconds < MINUTE * MINUTE) {
            return String.format(Locale.ENGLISH, "%d min %02d s", seconds / MINUTE, seconds % MINUTE);
        }
        long minutes = Math.round(seconds / (double) MINUTE);
        return String.format(Locale.ENGLISH, "%d h %02d min", minutes / MINUTE, minutes % MINUTE);
    }
}
