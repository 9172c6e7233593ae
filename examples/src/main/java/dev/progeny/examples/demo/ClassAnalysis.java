package dev.progeny.examples.demo;

import dev.progeny.task.RemoteFunction;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// Reads the class files of a unit and counts what is in them. This is what runs in the workers.
///
/// A file that cannot be read or parsed is part of the result; it does not fail the unit.
record ClassAnalysis() implements RemoteFunction<WorkUnit, Tally> {

    /// No class file can get near this; an entry that claims more is a trap for our memory.
    private static final int MOST_BYTES = 64 << 20;

    @Override
    public Tally apply(WorkUnit unit) {
        return switch (unit) {
            case WorkUnit.JarSlice slice -> analyse(slice);
            case WorkUnit.ModuleSlice slice -> analyse(slice);
        };
    }

    /// Class entries of a jar in the order of its directory: what the numbers of a slice mean.
    static List<? extends ZipEntry> classEntries(ZipFile jar) {
        return jar.stream()
                .filter(entry -> entry.getName().endsWith(".class") && !entry.isDirectory())
                .toList();
    }

    private static Tally analyse(WorkUnit.JarSlice slice) {
        Counting counting = new Counting(slice.container());
        try (ZipFile jar = new ZipFile(slice.path())) {
            List<? extends ZipEntry> entries = classEntries(jar);
            if (entries.size() < slice.to()) {
                throw new IOException("the jar changed while the demo was running");
            }
            for (ZipEntry entry : entries.subList(slice.from(), slice.to())) {
                analyse(jar, entry, counting);
            }
        } catch (IOException e) {
            counting.unreadable(Problem.of(slice.path(), e));
        }
        return counting.tally();
    }

    private static void analyse(ZipFile jar, ZipEntry entry, Counting counting) {
        String where = jar.getName() + "!/" + entry.getName();
        try (InputStream in = jar.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException("larger than " + MOST_BYTES + " bytes");
            }
            counting.add(where, bytes);
        } catch (IOException e) {
            counting.unreadable(Problem.of(where, e));
        }
    }

    private static Tally analyse(WorkUnit.ModuleSlice slice) {
        Counting counting = new Counting(slice.container());
        Path root =
                FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules", slice.module());
        for (String file : slice.files()) {
            String where = "jrt:/" + slice.module() + "/" + file;
            try {
                counting.add(where, Files.readAllBytes(root.resolve(file)));
            } catch (IOException e) {
                counting.unreadable(Problem.of(where, e));
            }
        }
        return counting.tally();
    }
}
