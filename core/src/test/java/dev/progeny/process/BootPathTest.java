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
import java.util.stream.Stream;

/// A child loads little more than a program that does nothing: each class costs a cold JVM time,
/// and some drag hundreds along.
@Tag("process")
@Tag("platform-only")
class BootPathTest {
    private static final Pattern LOADED = Pattern.compile("\\[class,load\\] (\\S+) source: .*");

    /// What a child loads before its first task, one class a line; the first line names the JVM.
    private static final Path LIST = Path.of("src/test/resources/boot-path.txt");

    private static final String JVM = "# " + System.getProperty("java.vm.version");

    /// Other builds of the JDK load other classes of their own.
    private static final String OWN = "dev.progeny.";

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
        more.removeIf(name -> name.startsWith(BootPathTest.class.getName()));
        compare(more);
    }

    private static void compare(Set<String> loaded) throws IOException {
        if ("fix".equals(System.getProperty("boot-path"))) {
            Files.write(LIST, Stream.concat(Stream.of(JVM), loaded.stream()).toList());
        }
        var listed = new TreeSet<>(Files.readAllLines(LIST));
        boolean isSameJvm = listed.contains(JVM);
        listed.removeIf(line -> line.startsWith("#"));
        if (!isSameJvm) {
            listed.removeIf(name -> !name.startsWith(OWN));
            loaded.removeIf(name -> !name.startsWith(OWN));
        }
        assertThat(loaded)
                .as(
                        "a child loads other classes than %s says. If one is new, find out what"
                            + " made it necessary (-Xlog:class+load+cause) and whether it can wait"
                            + " until the task needs it: one of the library's costs 0.2 ms of a"
                            + " plain boot, one of the JDK's may bring many along. If it must be"
                            + " there, or some are gone, write the list anew: -Dtest=BootPathTest"
                            + " -Dboot-path=fix, and say why in the commit",
                        LIST)
                .isEqualTo(listed);
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
