package dev.progeny.process;

import dev.progeny.task.RemoteCallable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/// Programs that start children and say whether these booted from an archive.
final class ArchivePrograms {
    static final String FROM_ARCHIVE = "42 from the archive\n";
    static final String PLAIN = "42 plain\n";

    private ArchivePrograms() {}

    /// Says whether it booted from an archive, by what is mapped there.
    static final class Task {
        static RemoteCallable<String> answer(int captured) {
            return () -> {
                boolean isMapped = Files.readString(Path.of("/proc/self/maps")).contains(".aot");
                return captured + (isMapped ? " from the archive" : " plain");
            };
        }
    }

    static final class Asks {
        public static void main(String[] arguments) throws Exception {
            try (var child = ChildProcess.start(Task.answer(42))) {
                System.out.println(child.result().get());
            }
        }
    }

    static final class Opens {
        public static void main(String[] arguments) throws Exception {
            String option = "--add-opens=java.base/java.util=ALL-UNNAMED";
            try (var child = ChildProcess.start(o -> o.withJvmOptions(option), Task.answer(42))) {
                System.out.println(child.result().get());
            }
        }
    }

    static final class Compacts {
        public static void main(String[] arguments) throws Exception {
            String option = "-XX:+UseCompactObjectHeaders";
            try (var child = ChildProcess.start(o -> o.withJvmOptions(option), Task.answer(42))) {
                System.out.println(child.result().get());
            }
        }
    }

    static final class Names {
        public static void main(String[] arguments) throws Exception {
            try (var child = ChildProcess.start(() -> watch())) {
                System.out.println(child.result().get());
            }
        }

        private static String watch() {
            for (var thread : Thread.getAllStackTraces().keySet()) {
                if (thread.getName().startsWith("progeny-orphan")) {
                    return thread.getName();
                }
            }
            return "none";
        }
    }

    /// Starts some children, waits for the archive, and starts another one.
    static final class Repeats {
        public static void main(String[] arguments) throws Exception {
            for (int i = 0; i < 3; i++) {
                ChildProcess.start(Task.answer(42)).join();
            }
            var cache = Path.of(System.getProperty("dev.progeny.archive.directory"));
            while (!hasArchive(cache)) {
                LockSupport.parkNanos(20_000_000);
            }
            Asks.main(arguments);
        }

        private static boolean hasArchive(Path cache) throws IOException {
            if (!Files.isDirectory(cache)) {
                return false;
            }
            try (var files = Files.list(cache)) {
                return files.anyMatch(file -> file.toString().endsWith(".aot"));
            }
        }
    }

    static final class Leaves {
        public static void main(String[] arguments) throws Exception {
            for (int i = 0; i < 3; i++) {
                ChildProcess.start(Task.answer(42)).join();
            }
            while (!inTraining(Path.of(System.getProperty("dev.progeny.archive.directory")))) {
                LockSupport.parkNanos(5_000_000);
            }
            System.out.println("in training");
        }

        private static boolean inTraining(Path cache) throws IOException {
            if (!Files.isDirectory(cache)) {
                return false;
            }
            try (var files = Files.list(cache)) {
                return files.findAny().isPresent();
            }
        }
    }
}
