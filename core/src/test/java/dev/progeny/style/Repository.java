package dev.progeny.style;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// The files of this repository: all but build output and the folders of tools.
final class Repository {
    private Repository() {}

    /// The folder that holds `.ci`, here or further up.
    static Path root() {
        for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
            if (Files.isDirectory(dir.resolve(".ci"))) {
                return dir;
            }
        }
        throw new AssertionError("no folder with .ci above " + Path.of("").toAbsolutePath());
    }

    static Path resolve(String path) {
        return root().resolve(path);
    }

    /// All files, sorted by their path.
    static List<Path> files() {
        var files = new ArrayList<Path>();
        var walk =
                new SimpleFileVisitor<Path>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path dir, BasicFileAttributes ignored) {
                        return isForeign(dir)
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes ignored) {
                        files.add(file);
                        return FileVisitResult.CONTINUE;
                    }
                };
        try {
            Files.walkFileTree(root(), walk);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.sort(null);
        return List.copyOf(files);
    }

    /// All text files of a kind.
    static List<SourceFile> sources(Predicate<SourceFile> kind) {
        return files().stream()
                .filter(Repository::mayBeText)
                .map(Repository::read)
                .filter(kind)
                .toList();
    }

    static SourceFile read(Path file) {
        try {
            return new SourceFile(relative(file), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read as UTF-8", e);
        }
    }

    static String relative(Path file) {
        return root().relativize(file).toString().replace('\\', '/');
    }

    private static boolean isForeign(Path dir) {
        String name = dir.getFileName().toString();
        boolean hidden = name.startsWith(".") && !name.equals(".ci");
        return !dir.equals(root())
                && (hidden || name.equals("target") || name.equals("__pycache__"));
    }

    private static boolean mayBeText(Path file) {
        String name = file.getFileName().toString();
        return name.matches(".*\\.(java|md|sh|py)")
                || (!name.contains(".") && startsWithShebang(file));
    }

    private static boolean startsWithShebang(Path file) {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(2), StandardCharsets.ISO_8859_1).equals("#!");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
