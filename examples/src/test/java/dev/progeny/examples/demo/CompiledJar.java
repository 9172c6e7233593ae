package dev.progeny.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import javax.tools.ToolProvider;

/// Makes jars from Java sources, within a test.
final class CompiledJar {
    /// One field, three methods (the constructor is one) and nine instructions.
    static final String SMALL =
            """
            class Small {
                int field;
                static int one() { return 1; }
                static int sum(int a, int b) { return a + b; }
            }
            """;

    private CompiledJar() {}

    /// Compiles a source file with one class.
    static byte[] compile(Path scratch, String className, String source) throws IOException {
        Path directory = Files.createTempDirectory(scratch, "classes");
        Path file = Files.writeString(directory.resolve(className + ".java"), source);
        int exitCode =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-proc:none", file.toString());
        assertThat(exitCode).as("javac's exit code for %s", className).isZero();
        return Files.readAllBytes(directory.resolve(className + ".class"));
    }

    static Path write(Path jar, Map<String, byte[]> entries) {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return jar;
    }

    /// A jar with the class [#SMALL] under many names of entries.
    static Path withCopies(Path directory, String name, int copies) throws IOException {
        byte[] small = compile(directory, "Small", SMALL);
        Map<String, byte[]> entries = new TreeMap<>();
        for (int i = 0; i < copies; i++) {
            entries.put("copy" + i + "/Small.class", small);
        }
        return write(directory.resolve(name), entries);
    }

    /// What a single process says of these jars, one unit after the other.
    static Tally read(List<WorkUnit> units) {
        ClassAnalysis analysis = new ClassAnalysis();
        return units.stream().map(analysis::apply).reduce(Tally.EMPTY, Tally::plus);
    }
}
