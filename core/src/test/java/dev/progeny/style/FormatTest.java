package dev.progeny.style;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Java files look as google-java-format leaves them. `-Dformat=fix` rewrites those that do not.
@Tag("style")
class FormatTest {
    private static final String FIX =
            "mvn -q -pl core test -DskipPortable -Dtest=FormatTest -Dformat=fix";

    @TempDir private Path scratch;

    @Test
    void javaFilesAreFormatted() throws Exception {
        List<String> files =
                Repository.files().stream()
                        .map(Path::toString)
                        .filter(path -> path.endsWith(".java"))
                        .toList();
        boolean isFixing = "fix".equals(System.getProperty("format"));

        String unformatted = format(isFixing ? "--replace" : "--dry-run", files);

        assertThat(unformatted).as("not formatted; this mends them: " + FIX).isEmpty();
    }

    @Test
    void anUnformattedFileIsFoundAndMended() throws Exception {
        Path file = Files.writeString(scratch.resolve("A.java"), "class  A { int a ; }\n");
        assertThat(format("--dry-run", List.of(file.toString()))).contains("A.java");

        assertThat(format("--replace", List.of(file.toString()))).isEmpty();

        assertThat(file).hasContent("class A {\n    int a;\n}\n");
    }

    /// Runs the formatter in a JVM of its own, whose options its manifest holds; gives what it
    /// says.
    private String format(String mode, List<String> files) throws Exception {
        Path arguments = Files.write(scratch.resolve("files"), files);
        var formatter =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-jar",
                                jar().toString(),
                                "--aosp",
                                mode,
                                "@" + arguments)
                        .directory(Repository.root().toFile())
                        .redirectErrorStream(true)
                        .start();
        String said;
        try (var out = formatter.inputReader()) {
            said = out.readAllAsString();
        }
        assertThat(formatter.waitFor()).as(said).isZero();
        return said;
    }

    private static Path jar() throws URISyntaxException, IOException {
        var source = Formatter.class.getProtectionDomain().getCodeSource().getLocation();
        return Path.of(source.toURI()).toRealPath();
    }
}
