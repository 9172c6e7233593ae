package dev.progeny.examples.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// Lists jars and modules and cuts them into units.
///
/// Each file is also read through once. The first pass would otherwise pay for fetching the files
/// from disk and the second find them in memory, and their times could not be compared.
final class Discovery {
    private final List<WorkUnit> units = new ArrayList<>();
    private final List<Problem> damaged = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
    private int jars;
    private int modules;
    private long bytesRead;

    Inventory inventory() {
        return new Inventory(units, jars, modules, bytesRead, damaged.stream().sorted().toList());
    }

    /// Adds every jar under the given directories, each once even where directories overlap.
    ///
    /// @param roots directories or jars, all of them existing
    void addJars(Collection<Path> roots) throws IOException {
        TreeSet<Path> found = new TreeSet<>();
        for (Path root : roots) {
            Files.walkFileTree(root.toRealPath(), new JarFinder(found));
        }
        for (Path jar : found) {
            addJar(jar);
        }
    }

    /// Adds every module of the JDK that runs this.
    void addJdkModules() throws IOException {
        Path image = Path.of(System.getProperty("java.home"), "lib", "modules");
        if (Files.exists(image)) { // absent in a JDK built from source and run in place
            readThrough(image);
        }
        Path root = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules");
        try (Stream<Path> all = Files.list(root)) {
            for (Path module : all.sorted().toList()) {
                addModule(module);
            }
        }
    }

    private void addJar(Path path) {
        jars++;
        try {
            readThrough(path);
            try (ZipFile jar = new ZipFile(path.toFile())) {
                JarSlicer slicer = new JarSlicer(path.toString());
                ClassAnalysis.classEntries(jar).forEach(slicer::add);
                slicer.cut();
            }
        } catch (IOException e) {
            damaged.add(Problem.of(path.toString(), e));
        }
    }

    private void addModule(Path module) throws IOException {
        modules++;
        TreeSet<String> files = new TreeSet<>();
        try (Stream<Path> all = Files.walk(module)) {
            all.filter(file -> file.toString().endsWith(".class"))
                    .forEach(file -> files.add(module.relativize(file).toString()));
        }
        ModuleSlicer slicer = new ModuleSlicer(module);
        for (String file : files) {
            slicer.add(file);
        }
        slicer.cut();
    }

    private void readThrough(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            for (int read = 0; read >= 0; read = channel.read(buffer.clear())) {
                bytesRead += read;
            }
        }
    }

    private static boolean isFull(int classes, long bytes) {
        return classes >= WorkUnit.MOST_CLASSES || bytes >= WorkUnit.MOST_BYTES;
    }

    private final class JarSlicer {
        private final String path;
        private int from;
        private int to;
        private long bytes;

        JarSlicer(String path) {
            this.path = path;
        }

        void add(ZipEntry entry) {
            to++;
            bytes += Math.max(0, entry.getSize());
            if (isFull(to - from, bytes)) {
                cut();
            }
        }

        void cut() {
            if (from < to) {
                units.add(new WorkUnit.JarSlice(path, from, to));
            }
            from = to;
            bytes = 0;
        }
    }

    private final class ModuleSlicer {
        private final Path module;
        private final List<String> files = new ArrayList<>();
        private long bytes;

        ModuleSlicer(Path module) {
            this.module = module;
        }

        void add(String file) throws IOException {
            files.add(file);
            bytes += Files.size(module.resolve(file));
            if (isFull(files.size(), bytes)) {
                cut();
            }
        }

        void cut() {
            if (!files.isEmpty()) {
                units.add(new WorkUnit.ModuleSlice(module.getFileName().toString(), files));
            }
            files.clear();
            bytes = 0;
        }
    }

    /// Collects jars; what it may not enter is noted as damaged and left out.
    private final class JarFinder extends SimpleFileVisitor<Path> {
        private final Collection<Path> found;

        JarFinder(Collection<Path> found) {
            this.found = found;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".jar") && Files.isRegularFile(file)) {
                found.add(file);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException error) {
            damaged.add(Problem.of(file.toString(), error));
            return FileVisitResult.CONTINUE;
        }
    }
}
