package dev.progeny.examples.guide;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The repository that this test runs in.
final class Checkout {
    private Checkout() {}

    /// The folder that holds `.ci`, here or further up.
    static Path root() {
        for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
            if (Files.isDirectory(dir.resolve(".ci"))) {
                return dir;
            }
        }
        throw new AssertionError("no folder with .ci above " + Path.of("").toAbsolutePath());
    }

    /// The pages for users: the README and the guide, not the ledger.
    static List<Path> pages() {
        return Stream.concat(Stream.of(root().resolve("README.md")), files("docs", ".md"))
                .filter(page -> !page.endsWith("conformance.md"))
                .toList();
    }

    /// The programs that the pages take their snippets from, the demo apart.
    static List<Path> programs() {
        String main = "examples/src/main/java/dev/progeny/examples/";
        return Stream.of("examples/tour", main + "tour", main + "guide")
                .flatMap(folder -> files(folder, ".java"))
                .filter(file -> !file.endsWith("package-info.java"))
                .toList();
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> files(String folder, String suffix) {
        try (Stream<Path> all = Files.list(root().resolve(folder))) {
            return all.filter(file -> file.toString().endsWith(suffix)).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
