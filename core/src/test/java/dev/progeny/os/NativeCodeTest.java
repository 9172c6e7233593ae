package dev.progeny.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// The native code in the jar is what the sources in this tree build.
@Tag("style")
class NativeCodeTest {
    private static final Path SOURCES = Path.of("src/main/c");
    private static final Path RESOURCES = Path.of("src/main/resources/dev/progeny/os");

    /// What the compiler writes into the file's section of comments.
    private static final Pattern COMPILER = Pattern.compile("GCC: \\([^)]*\\) [0-9.]+");

    @ParameterizedTest
    @ValueSource(strings = {"forking", "calls"})
    void isBuiltFromTheSources(String library, @TempDir Path directory) throws Exception {
        assumeThat(hasCompiler()).as("no gcc here").isTrue();
        var built = directory.resolve("built.so");
        var shipped = RESOURCES.resolve(library + "-linux-x86-64.so");
        String java = System.getProperty("java.home");
        run(SOURCES.resolve("build").toString(), library, built.toString(), java);

        // another compiler makes other bytes of the same sources: it tells that they build
        assumeThat(compilerOf(built)).isEqualTo(compilerOf(shipped));
        assertThat(built)
                .as("run core/src/main/c/build %s core/%s", library, shipped)
                .hasSameBinaryContentAs(shipped);
    }

    @Test
    void everyRefusalHasWords() throws IOException {
        var refusals =
                Pattern.compile("= (-2\\d\\d)")
                        .matcher(Files.readString(SOURCES.resolve("forking.h")))
                        .results()
                        .map(found -> ForkLibrary.reason(Long.parseLong(found.group(1))))
                        .toList();
        assertThat(refusals).hasSize(10).noneMatch(words -> words.startsWith("errno"));
    }

    private static boolean hasCompiler() {
        try {
            return new ProcessBuilder("gcc", "--version").start().waitFor() == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    private static String compilerOf(Path library) throws IOException {
        var text = new String(Files.readAllBytes(library), StandardCharsets.ISO_8859_1);
        var found = COMPILER.matcher(text);
        return found.find() ? found.group() : "unknown";
    }

    private static void run(String... command) throws Exception {
        var process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
    }
}
