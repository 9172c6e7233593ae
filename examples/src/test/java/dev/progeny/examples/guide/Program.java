package dev.progeny.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.pool.ProcessPool;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs a program in a JVM of its own, as its reader would.
final class Program {
    private static final String OS = "dev.progeny.os";

    /// Stands at the end of an expected line for whatever follows.
    private static final String ANYTHING = "…";

    private Program() {}

    /// The jar or folder that Progeny is in.
    static String library() throws URISyntaxException {
        var source = ProcessPool.class.getProtectionDomain().getCodeSource().getLocation();
        return Path.of(source.toURI()).toString();
    }

    /// Runs `java` until it ends by itself, and gives what it printed.
    ///
    /// @param scratch for the output
    /// @param arguments of the launcher
    static List<String> run(Path scratch, String... arguments)
            throws IOException, InterruptedException {
        var all = new ArrayList<String>(backEnd());
        all.addAll(Arrays.asList(arguments));
        return runTool(scratch, "java", all.toArray(String[]::new));
    }

    /// The flag for the back end that this test runs on; nothing where none was chosen.
    static List<String> backEnd() {
        String name = System.getProperty(OS);
        return name == null ? List.of() : List.of("-D" + OS + "=" + name);
    }

    /// Runs a tool of the JDK until it ends by itself, and gives what it printed.
    ///
    /// @param scratch for the output
    /// @param tool its name
    /// @param arguments its arguments
    static List<String> runTool(Path scratch, String tool, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
        command.addAll(Arrays.asList(arguments));
        Path out = Files.createTempFile(scratch, "output", ".txt");
        Path nothing = Files.createTempFile(scratch, "input", ".txt");
        Path err = Files.createTempFile(scratch, "errors", ".txt");
        Process process =
                new ProcessBuilder(command)
                        .redirectInput(ProcessBuilder.Redirect.from(nothing.toFile()))
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        boolean hasEnded = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(hasEnded).as("%s ends by itself; it said%n%s", command, errors(err)).isTrue();
        assertThat(process.exitValue()).as("%s; it said%n%s", command, errors(err)).isZero();
        return Files.readAllLines(out);
    }

    private static String errors(Path file) throws IOException {
        return Files.readString(file);
    }

    /// What the comment `// Output:` at the end of a program says.
    static List<String> expected(Path source) {
        List<String> lines = Checkout.read(source).lines().toList();
        int begin = lines.indexOf("// Output:");
        assertThat(begin).as("line of // Output: in %s", source).isPositive();
        return lines.subList(begin + 1, lines.size()).stream()
                .map(line -> line.replaceFirst("^// ?", ""))
                .toList();
    }

    /// Compares, line by line.
    static void assertOutput(Path source, List<String> printed) {
        List<String> expected = expected(source);
        var shortened = new ArrayList<String>(printed);
        for (int i = 0; i < Math.min(printed.size(), expected.size()); i++) {
            String line = expected.get(i);
            if (line.endsWith(ANYTHING)) {
                String begin = line.substring(0, line.length() - ANYTHING.length());
                if (printed.get(i).startsWith(begin)) {
                    shortened.set(i, line);
                }
            }
        }
        assertThat(shortened).as("output of %s", source.getFileName()).isEqualTo(expected);
    }
}
