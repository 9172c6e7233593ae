package dev.progeny;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.park.KeepAlive;
import dev.progeny.process.ChildProcess;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A test that leaves something fails: a child process, a thread, a descriptor, a file.
///
///     @ExtendWith(NothingLeft.class)
///
/// It looks before the test, and again after it and after the test's own clean-up, until all that
/// came has gone or half a minute is over. Once for each JVM it allows what the JDK and Progeny
/// keep on purpose: shared threads, the reactor's own descriptors, the private home.
public final class NothingLeft implements BeforeEachCallback, AfterEachCallback {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// Threads that live as long as the JVM, begun by whoever needs them first.
    private static final Pattern SHARED_THREADS =
            Pattern.compile(
                    "(progeny-(children|output)|process reaper.*|ForkJoinPool.*"
                            + "|CompletableFutureDelayScheduler|.*-[Uu]nblocker|.*-[Pp]oller"
                            + "|(Read|Write|Master)-?Poller.*|Common-Cleaner|Attach Listener"
                            + "|JNA Cleaner|JFR [A-Z].*"
                            + "|Cleaner-\\d+|junit-.*|awaitility.*|surefire.*"
                            + "|Keep-Alive-Timer|Signal Dispatcher|SIG\\w+ handler"
                            + "|C[12] CompilerThread\\d+)");

    /// Descriptors that somebody must close. An epoll or eventfd belongs to a shared thread; a
    /// family has one memory, and a parent one library for its children.
    private static final Pattern OWNED_DESCRIPTORS =
            Pattern.compile(
                    "(pipe|socket|pidfd):.*|/memfd:(?!progeny-(family|calls)).*"
                            + "|anon_inode:\\[pidfd]|.*/progeny-.*");

    private static final ExtensionContext.Namespace SPACE =
            ExtensionContext.Namespace.create(NothingLeft.class);

    static {
        StartUnderTest.choose();
        // the JDK keeps a socket of its own from the first use on
        try {
            ServerSocketChannel.open(StandardProtocolFamily.UNIX).close();
        } catch (IOException | UnsupportedOperationException e) {
            // then there is none to be counted
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(SPACE).put(Belongings.class, Belongings.now());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        StartUnderTest.end();
        var before = context.getStore(SPACE).get(Belongings.class, Belongings.class);
        Awaitility.await("nothing is left of " + context.getDisplayName())
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(10))
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Belongings.now().without(before)).isEmpty());
    }

    /// What this process has, each thing as a text that tells it from others of its kind.
    private record Belongings(List<String> things) {

        static Belongings now() {
            var things = new ArrayList<String>();
            ChildProcess.active().forEach(child -> things.add("active " + child));
            KeepAlive.reasons().forEach(reason -> things.add("reason to stay alive: " + reason));
            ProcessHandle.current()
                    .descendants()
                    .forEach(p -> things.add("process " + p.pid() + " " + p.info().commandLine()));
            threads().forEach(things::add);
            things.addAll(descriptors());
            things.addAll(files());
            return new Belongings(things);
        }

        /// What is there now beyond what was there before; equal things are counted.
        List<String> without(Belongings before) {
            var left = new ArrayList<>(things);
            before.things.forEach(left::remove);
            return left;
        }

        private static Stream<String> threads() {
            Set<Thread> all = Thread.getAllStackTraces().keySet();
            return all.stream()
                    .filter(t -> t.isAlive() && !SHARED_THREADS.matcher(t.getName()).matches())
                    .map(t -> "thread " + t.threadId() + " " + t.getName());
        }

        private static List<String> descriptors() {
            return list(Path.of("/proc/self/fd"), "*").stream()
                    .map(Belongings::target)
                    .filter(target -> OWNED_DESCRIPTORS.matcher(target).matches())
                    .map(target -> "descriptor of " + target)
                    .collect(Collectors.toList());
        }

        private static String target(Path descriptor) {
            try {
                return Files.readSymbolicLink(descriptor).toString();
            } catch (IOException e) {
                return ""; // it was that of the listing
            }
        }

        private static List<String> files() {
            var found = new ArrayList<>(list(Path.of("/dev/shm"), "progeny*"));
            var workingDirectory = Path.of("").toAbsolutePath();
            found.addAll(list(workingDirectory, "hs_err_pid*"));
            found.addAll(list(workingDirectory, "core.*"));
            var temporary = Path.of(System.getProperty("java.io.tmpdir"));
            long self = ProcessHandle.current().pid();
            for (var home : list(temporary, "progeny-" + self + "-*")) {
                found.addAll(list(home, "*")); // the home itself lives as long as this process
            }
            found.removeIf(file -> file.getFileName().toString().matches("family-\\d+"));
            return found.stream().map(file -> "file " + file).toList();
        }

        private static List<Path> list(Path directory, String glob) {
            var found = new ArrayList<Path>();
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, glob)) {
                files.forEach(found::add);
            } catch (IOException | UncheckedIOException | DirectoryIteratorException e) {
                return found; // no such directory here, or gone meanwhile
            }
            return found;
        }
    }
}
