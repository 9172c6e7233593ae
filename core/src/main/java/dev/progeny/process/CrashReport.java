package dev.progeny.process;

/// A JVM's report of its own crash (`hs_err_pid<n>.log`), shortened for an error message.
final class CrashReport {
    private static final int MOST_LINES = 12;

    private CrashReport() {}

    /// The lines that tell what happened and where: those of the report's head that are not empty.
    static String head(String report) {
        return report.lines()
                .map(line -> line.replaceFirst("^#", "").strip())
                .filter(line -> !line.isEmpty())
                .limit(MOST_LINES)
                .reduce((a, b) -> a + "\n" + b)
                .orElse("");
    }
}
