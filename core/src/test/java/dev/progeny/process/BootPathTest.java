package dev.progeny.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.task.RemoteCallable;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A child loads little more than a program that does nothing: each class costs a cold JVM time,
/// and some drag hundreds along.
@Tag("process")
@Tag("platform-only")
class BootPathTest {
    private static final Pattern LOADED = Pattern.compile("\\[class,load\\] (\\S+) source: .*");

    /// Classes of the library that a lambda with a captured number needs; about 0.1 ms each.
    private static final int MOST_OWN = 60;

    /// Prefixes of what has no place on the way to the first task, with what each would cost.
    private static final List<String> TOO_HEAVY =
            List.of(
                    "java.io.ObjectInputStream", // 20 ms, with a logger behind its filter
                    "java.io.ObjectOutputStream", // 11 ms
                    "java.lang.foreign", // 46 ms for the first downcall
                    "jdk.internal.foreign",
                    "java.lang.invoke.LambdaMetafactory", // 4 ms for the first lambda
                    "java.lang.invoke.InnerClassLambdaMetafactory",
                    "java.lang.invoke.StringConcatFactory", // 6 ms
                    "java.lang.runtime", // pattern switches and records: 5 to 15 ms
                    "java.lang.ProcessHandle", // 7 ms
                    "java.lang.System$Logger", // 11 ms
                    "java.util.logging",
                    "java.util.stream",
                    "java.net.Socket",
                    "sun.nio.ch.SocketChannelImpl", // 18 ms
                    "java.lang.management",
                    "jdk.jfr");

    @Test
    void childLoadsLittleMoreThanAProgramThatDoesNothing(@TempDir Path scratch) throws Exception {
        var nothing = loaded(scratch.resolve("nothing.log"), scratch);
        var log = scratch.resolve("child.log");
        try (var child =
                ChildProcess.start(
                        o -> o.withJvmOptions("-Xlog:class+load:file=" + log),
                        Task.successorOf(41))) {
            assertThat(child.result().get(30, TimeUnit.SECONDS)).isEqualTo(42);
            child.join();
        }

        var more = new TreeSet<>(classes(log));
        more.removeAll(nothing);

        assertThat(more)
                .as("too heavy for the boot path of a child, see docs/adr/0003-lean-boot.md")
                .noneMatch(name -> TOO_HEAVY.stream().anyMatch(name::startsWith));
        assertThat(more.stream().filter(name -> name.startsWith("dev.progeny")).toList())
                .as("classes of the library on the boot path of a child")
                .hasSizeBetween(1, MOST_OWN);
    }

    /// Not the test class itself: its static initializer would run in the child too.
    private static final class Task {
        static RemoteCallable<Integer> successorOf(int captured) {
            return () -> captured + 1;
        }
    }

    private static Set<String> loaded(Path log, Path scratch) throws Exception {
        var source = Files.writeString(scratch.resolve("Nothing.java"), NOTHING);
        var java = Path.of(System.getProperty("java.home"), "bin");
        run(java.resolve("javac").toString(), "-d", scratch.toString(), source.toString());
        run(
                java.resolve("java").toString(),
                "-XX:+UseSerialGC",
                "-Xlog:class+load:file=" + log,
                "-cp",
                scratch.toString(),
                "Nothing");
        return classes(log);
    }

    private static final String NOTHING =
            "class Nothing { public static void main(String[] arguments) {} }";

    private static void run(String... command) throws Exception {
        var process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    private static Set<String> classes(Path log) throws IOException {
        return Files.readAllLines(log).stream()
                .map(LOADED::matcher)
                .filter(matcher -> matcher.find())
                .map(matcher -> matcher.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
