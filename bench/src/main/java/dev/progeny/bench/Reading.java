package dev.progeny.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a program printed: `{"value": 12.5, "unit": "ms", "check": "ok"}`, the only message between
/// a program and the harness.
///
/// @param value the program's own median
/// @param unit of the value
/// @param check `ok`, or what was wrong with the results of the work
record Reading(double value, String unit, String check) {
    private static final Pattern VALUE = Pattern.compile("\"value\"\\s*:\\s*([-+0-9.eE]+)");
    private static final Pattern UNIT = Pattern.compile("\"unit\"\\s*:\\s*\"([^\"\\\\]*)\"");
    private static final Pattern CHECK = Pattern.compile("\"check\"\\s*:\\s*\"([^\"\\\\]*)\"");

    /// Reads the last line that looks like a message; what a program prints before it is its own.
    ///
    /// @throws IllegalArgumentException if there is none, or a field of it is missing or malformed
    static Reading parse(String output) {
        String line =
                output.lines()
                        .map(String::strip)
                        .filter(each -> each.startsWith("{") && each.endsWith("}"))
                        .reduce((_, last) -> last)
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "no result line: output=" + output.strip()));
        double value = Double.parseDouble(field(VALUE, "value", line));
        return new Reading(value, field(UNIT, "unit", line), field(CHECK, "check", line));
    }

    private static String field(Pattern pattern, String name, String line) {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.find()) {
            throw new IllegalArgumentException("result without " + name + ": line=" + line);
        }
        return matcher.group(1);
    }

    /// The outcome of the run that printed this, in a row of the given unit.
    Outcome outcome(String expectedUnit) {
        if (!check.equals("ok")) {
            return new Outcome.Failed("wrong result: " + check);
        }
        if (!unit.equals(expectedUnit)) {
            return new Outcome.Failed("unit of the program=" + unit + ", row=" + expectedUnit);
        }
        if (!(Double.isFinite(value) && value > 0)) {
            return new Outcome.Failed("not a measurement: value=" + value);
        }
        return Outcome.Measured.of(value);
    }
}
