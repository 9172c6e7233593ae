package dev.progeny.bench;

import java.util.Locale;

/// Numbers as people read them: three digits that count, thousands and millions by letter.
final class Quantity {
    private Quantity() {}

    static String text(double value, String unit) {
        if (value >= 1e6) {
            return digits(value / 1e6) + "M " + unit;
        }
        return value >= 1e4 ? digits(value / 1e3) + "k " + unit : digits(value) + " " + unit;
    }

    static String digits(double value) {
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : value >= 0.1 ? 3 : 4;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
