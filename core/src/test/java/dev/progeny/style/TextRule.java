package dev.progeny.style;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What holds for any text: files of a readable size, lines of a readable width, no open ends.
final class TextRule {
    static final int MOST_LINES = 500;
    static final int MOST_COLUMNS = 100;

    /// Written so that it does not find itself.
    private static final Pattern OPEN_END = Pattern.compile("\\b(TO[D]O|FIX[M]E|X[X]X)\\b");

    private TextRule() {}

    static List<Finding> findings(SourceFile file) {
        var findings = new ArrayList<Finding>();
        var lines = file.lines();
        if (lines.size() > MOST_LINES) {
            findings.add(
                    new Finding(
                            file.path(),
                            0,
                            "has "
                                    + lines.size()
                                    + " lines, "
                                    + MOST_LINES
                                    + " is the stop; find the"
                                    + " second thing that it is about and move it out"));
        }
        for (int i = 0; i < lines.size(); i++) {
            checkLine(file, i + 1, lines.get(i), findings);
        }
        return findings;
    }

    private static void checkLine(SourceFile file, int number, String line, List<Finding> found) {
        int columns = line.codePointCount(0, line.length());
        boolean breakable = !line.startsWith("import ") && !line.startsWith("package ");
        if (file.isJava() && breakable && columns > MOST_COLUMNS) {
            found.add(
                    new Finding(
                            file.path(),
                            number,
                            "has "
                                    + columns
                                    + " columns, "
                                    + MOST_COLUMNS
                                    + " is the stop; break it (the formatter would turn the rest of"
                                    + " a /// line into //)"));
        }
        var mark = OPEN_END.matcher(line);
        if (mark.find()) {
            found.add(
                    new Finding(
                            file.path(),
                            number,
                            mark.group()
                                    + ": do it now, or write an issue and say here what holds"
                                    + " until then"));
        }
    }
}
