package dev.progeny.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;
import dev.progeny.task.RemoteCallable;
import dev.progeny.task.RemoteRunnable;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.CRC32;
import java.util.zip.ZipFile;

/// What a fork has for itself, though its template had it first. Each test fails without the
/// part of the native code that it is about.
@Tag("process")
@Tag("platform-only")
@ExtendWith(NothingLeft.class)
class ForkedStateTest {
    private static ZipFile jar;
    private static Selector selector;
    private static Pipe pipe;

    @AfterEach
    void endTemplates() {
        ChildProcess.endTemplates();
    }

    private static <R> R fork(RemoteRunnable preload, RemoteCallable<R> task) throws Exception {
        try (var child = start(preload, task)) {
            return child.result().get(30, TimeUnit.SECONDS);
        }
    }

    private static <R> ChildProcess<R> start(RemoteRunnable preload, RemoteCallable<R> task) {
        return ChildProcess.start(
                o -> o.withStartMethod(StartMethod.FORKSERVER).withPreload(preload), task);
    }

    @Test
    void pid() throws Exception {
        try (var child =
                start(
                        ProcessHandle::current,
                        () ->
                                List.of(
                                        ThisProcess.pid(),
                                        ManagementFactory.getRuntimeMXBean().getPid(),
                                        ThisProcess.parent().orElseThrow().pid(),
                                        ProcessHandle.current().equals(ownHandle()) ? 1L : 0L))) {
            assertThat(child.result().get(30, TimeUnit.SECONDS))
                    .containsExactly(child.pid(), child.pid(), ProcessHandle.current().pid(), 1L);
        }
    }

    private static ProcessHandle ownHandle() {
        return ProcessHandle.of(ProcessHandle.current().pid()).orElseThrow();
    }

    @Test
    void randomNumbers() throws Exception {
        var seen = new ArrayList<List<String>>();
        var children = new ArrayList<ChildProcess<List<String>>>();
        for (int i = 0; i < 8; i++) { // at once: what the system gave is kept for 0.1 s
            children.add(start(ForkedStateTest::keepDrawing, ForkedStateTest::draw));
        }
        for (var child : children) {
            try (child) {
                seen.add(child.result().get(30, TimeUnit.SECONDS));
            }
        }
        for (int kind = 0; kind < seen.getFirst().size(); kind++) {
            int k = kind;
            assertThat(seen.stream().map(l -> l.get(k)).collect(Collectors.toSet()))
                    .as("kind %d", kind)
                    .hasSize(seen.size());
        }
    }

    private static void keepDrawing() {
        draw();
        var drawing =
                new Thread(
                        () -> {
                            while (true) {
                                new SecureRandom().nextInt();
                                LockSupport.parkNanos(30_000_000);
                            }
                        });
        drawing.setDaemon(true);
        drawing.start();
    }

    private static List<String> draw() {
        var shuffled = new ArrayList<>(IntStream.range(0, 100).boxed().toList());
        Collections.shuffle(shuffled);
        return Stream.of(
                        UUID.randomUUID(),
                        new SecureRandom().nextLong(),
                        ThreadLocalRandom.current().nextLong(),
                        Math.random(),
                        new SplittableRandom().nextLong(),
                        RandomGenerator.of("L64X128MixRandom").nextLong(),
                        RandomGenerator.of("Xoshiro256PlusPlus").nextLong(),
                        shuffled)
                .map(Object::toString)
                .toList();
    }

    @Test
    void descriptors() throws Exception {
        var own = descriptorTargets(); // its standard input may be a pipe, which forks inherit
        var targets = fork(() -> {}, ForkedStateTest::descriptorTargets);
        assertThat(targets.stream().filter(t -> t.startsWith("socket:"))).isEmpty();
        var pipes =
                targets.stream()
                        .filter(t -> t.startsWith("pipe:") && !own.contains(t))
                        .collect(Collectors.toSet());
        assertThat(pipes).as("two for the channel, one for stderr").hasSize(3);
    }

    private static List<String> descriptorTargets() throws IOException {
        try (var all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            return StreamSupport.stream(all.spliterator(), false)
                    .map(ForkedStateTest::target)
                    .toList();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // it was that of the listing
        }
    }

    /// A jar is read by seek and read, and an offset is shared by copies of a descriptor.
    @Test
    void fileOffsets() throws Exception {
        String file = Load.anyJar().toString();
        var children = new ArrayList<ChildProcess<Integer>>();
        for (int i = 0; i < 3; i++) {
            children.add(start(() -> openJar(file), () -> readJar(100)));
        }
        for (var child : children) {
            try (child) {
                assertThat(child.result().get(60, TimeUnit.SECONDS)).as("broken entries").isZero();
            }
        }
    }

    private static void openJar(String file) throws IOException {
        jar = new ZipFile(file);
        var reader = new Thread(() -> readJar(Integer.MAX_VALUE));
        reader.setDaemon(true);
        reader.start();
    }

    private static int readJar(int rounds) {
        int broken = 0;
        for (int i = 0; i < rounds; i++) {
            for (var entry : jar.stream().limit(100).toList()) {
                try (var in = jar.getInputStream(entry)) {
                    var sum = new CRC32();
                    sum.update(in.readAllBytes());
                    broken += entry.isDirectory() || sum.getValue() == entry.getCrc() ? 0 : 1;
                } catch (IOException e) {
                    broken++;
                }
            }
        }
        return broken;
    }

    /// An epoll that is shared forgets for both sides what one of them takes out.
    @Test
    void selectors() throws Exception {
        RemoteRunnable preload = ForkedStateTest::openSelector;
        assertThat(fork(preload, ForkedStateTest::cancelKeys)).isEqualTo(0);
        assertThat(fork(preload, ForkedStateTest::selectOwn)).isEqualTo(1);
    }

    private static void openSelector() throws IOException {
        selector = Selector.open();
        pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        pipe.source().register(selector, SelectionKey.OP_READ);
        selector.selectNow();
    }

    private static int cancelKeys() throws IOException {
        selector.keys().forEach(SelectionKey::cancel);
        int ready = selector.selectNow();
        selector.wakeup();
        return ready;
    }

    private static int selectOwn() throws IOException {
        long start = System.nanoTime();
        selector.select(300);
        if (System.nanoTime() - start < 250_000_000) {
            return -1; // woken by another fork
        }
        pipe.sink().write(ByteBuffer.allocate(1));
        return selector.select(5000);
    }

    /// ld.so remembers by thread id who holds its locks.
    @Test
    void locksOfTheLoader() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(fork(ForkedStateTest::keepLoading, () -> load(20))).isEqualTo(20);
        }
    }

    private static void keepLoading() {
        for (int i = 0; i < 3; i++) {
            var loader = new Thread(() -> load(Integer.MAX_VALUE));
            loader.setDaemon(true);
            loader.start();
        }
    }

    @SuppressWarnings("restricted") // as libraries that call native code do
    private static int load(int rounds) {
        int loaded = 0;
        for (int i = 0; i < rounds; i++) {
            try (var arena = Arena.ofConfined()) {
                loaded +=
                        SymbolLookup.libraryLookup("libcrypt.so.1", arena).hashCode() == 0 ? 0 : 1;
            }
        }
        return loaded;
    }

    @Test
    void cpuTimes() throws Exception {
        assertThat(
                        fork(
                                () -> {},
                                () ->
                                        Arrays.stream(
                                                        ManagementFactory.getThreadMXBean()
                                                                .getAllThreadIds())
                                                .map(
                                                        id ->
                                                                ManagementFactory.getThreadMXBean()
                                                                        .getThreadCpuTime(id))
                                                .filter(time -> time < 0)
                                                .count()))
                .isZero();
    }

    /// Also where its template had been attached to.
    @Test
    void listenerOfJcmd() throws Exception {
        try (var first = start(ForkedStateTest::nothing, () -> sleep())) {
            var template = new HashSet<>(ProcessHandle.current().children().toList());
            template.removeIf(
                    p ->
                            p.pid() == first.pid()
                                    || ForkServerTest.group(p) != p.pid()
                                    || !p.info().commandLine().orElse("").contains("TemplateMain"));
            assertThat(template).hasSize(1);
            long templatePid = template.iterator().next().pid();
            assertThat(jcmd(first.pid())).as("a fork").contains("uptime");
            assertThat(jcmd(templatePid)).as("its template").contains("uptime");
            fork(
                    ForkedStateTest::nothing,
                    () -> 0); // was a spare already when its template was attached to
            try (var second = start(ForkedStateTest::nothing, () -> sleep())) {
                assertThat(second.result()).isNotDone();
                assertThat(jcmd(second.pid())).as("a fork of an attached one").contains("uptime");
                second.terminate();
                second.join(Duration.ofSeconds(20));
                assertThat(Path.of("/tmp/.java_pid" + second.pid())).doesNotExist();
                assertThat(Path.of("/tmp/.java_pid" + templatePid)).exists();
            }
            assertThat(jcmd(templatePid)).contains("uptime");
            Files.deleteIfExists(Path.of("/tmp/.java_pid" + templatePid)); // it will be killed
        }
    }

    /// One lambda in two places would be two preloads, of two templates.
    private static void nothing() {}

    private static Integer sleep() throws InterruptedException {
        Thread.sleep(60_000);
        return 0;
    }

    private static String jcmd(long pid) throws Exception {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var process =
                new ProcessBuilder(jcmd, Long.toString(pid), "VM.uptime")
                        .redirectErrorStream(true)
                        .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return out.matches("(?s)\\d+:\\s+\\d+\\.\\d+ s\\s*") ? "uptime" : out;
    }
}
