package dev.styleseal.file;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.OptionalDouble;

/** Values as Python's {@code str()} writes them, because readers of {@code ss_*} texts expect that. */
final class PythonText {
    private PythonText() {}

    static String of(boolean value) {
        return value ? "True" : "False";
    }

    static String of(OptionalDouble value) {
        return value.isPresent() ? of(value.getAsDouble()) : "None";
    }

    /** The shortest digits that give the same number back: 0.0001, 5e-05, 1.0, 1e+16. */
    static String of(double value) {
        if (value == 0) {
            return "0.0";
        }
        BigDecimal shortest = new BigDecimal(value);
        for (int digits = 1; digits <= 17; digits++) {
            BigDecimal rounded = new BigDecimal(value, new MathContext(digits));
            if (rounded.doubleValue() == value) {
                shortest = rounded.stripTrailingZeros();
                break;
            }
        }
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            return (shortest.scale() <= 0 ? shortest.setScale(1) : shortest).toPlainString();
        }
        String digits = shortest.unscaledValue().abs().toString();
        String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
        return (value < 0 ? "-" : "") + digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+")
                + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }
}
