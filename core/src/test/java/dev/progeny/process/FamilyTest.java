package dev.progeny.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.channel.Address;
import dev.progeny.channel.AuthKey;
import dev.progeny.channel.AuthenticationException;
import dev.progeny.channel.Connection;
import dev.progeny.channel.Listener;
import dev.progeny.channel.SharedQueue;
import dev.progeny.pool.ProcessPool;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// Children know their place in the family, and pass on to theirs what they were given.
@Tag("process")
@ExtendWith(NothingLeft.class)
class FamilyTest {

    // PRC-01, PRC-05, PRC-11
    @Test
    void aProcessThatIsNoChildHasNoParent() {
        assertThat(ThisProcess.parent()).isEmpty();
        assertThat(ThisProcess.name()).isEqualTo("main");
        assertThat(ThisProcess.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(ThisProcess.isDaemon()).isFalse();
        assertThat(ThisProcess.availableCpus()).isPositive();
    }

    private record Place(String name, long pid, long parent, boolean isDaemon)
            implements java.io.Serializable {

        static Place here() {
            return new Place(
                    ThisProcess.name(),
                    ThisProcess.pid(),
                    ThisProcess.parent().orElseThrow().pid(),
                    ThisProcess.isDaemon());
        }
    }

    // PRC-05, PRC-06, PEB-17
    @Test
    void childKnowsItsNameItsPidAndItsParent() throws Exception {
        try (var child =
                ChildProcess.start(o -> o.withName("näme").withDaemon(true), Place::here)) {
            assertThat(child.result().get(30, TimeUnit.SECONDS))
                    .isEqualTo(new Place("näme", child.pid(), ThisProcess.pid(), true));
        }
    }

    // PRC-04
    @Test
    void daemonIsWhatItsParentIsUnlessToldOtherwise() throws Exception {
        assertThat(daemonOfGrandchild(true, false)).isEqualTo("true, true");
        assertThat(daemonOfGrandchild(false, false)).isEqualTo("false, false");
        assertThat(daemonOfGrandchild(true, true)).isEqualTo("true, false");
    }

    private static String daemonOfGrandchild(boolean daemon, boolean isTold) throws Exception {
        try (var child =
                ChildProcess.start(
                        o -> o.withDaemon(daemon),
                        () -> {
                            boolean own = ThisProcess.isDaemon();
                            try (var grandchild =
                                    ChildProcess.start(
                                            o -> isTold ? o.withDaemon(!daemon) : o,
                                            () -> ThisProcess.isDaemon())) {
                                return own + ", " + grandchild.result().get();
                            }
                        })) {
            return child.result().get(30, TimeUnit.SECONDS);
        }
    }

    // PRC-13
    @Test
    void childrenStartChildrenTwoLevelsDeep() throws Exception {
        try (var child = ChildProcess.start(() -> tree(List.of(), 2))) {
            assertThat(child.result().get(60, TimeUnit.SECONDS))
                    .containsExactly("[]", "[0]", "[0, 0]", "[0, 1]", "[1]", "[1, 0]", "[1, 1]");
        }
    }

    // PRC-13
    @Test
    void childrenTwoLevelsDeepPutToOneQueue() throws Exception {
        try (var queue = SharedQueue.<String>create(7)) {
            try (var child = ChildProcess.start(() -> put(queue, List.of(), 2))) {
                child.result().get(60, TimeUnit.SECONDS);
            }
            assertThat(queue)
                    .containsExactly("[]", "[0]", "[0, 0]", "[0, 1]", "[1]", "[1, 0]", "[1, 1]");
        }
    }

    private static void put(SharedQueue<String> queue, List<Integer> path, int levels)
            throws Exception {
        queue.put(path.toString());
        for (int i = 0; levels > 0 && i < 2; i++) {
            var next = new ArrayList<>(path);
            next.add(i);
            try (var child = ChildProcess.start(() -> put(queue, next, levels - 1))) {
                child.result().get(30, TimeUnit.SECONDS);
            }
        }
    }

    // PRC-01
    @Test
    void relativesShareAKeyThatStrangersDoNotHave(@TempDir Path directory) throws Exception {
        try (var listener = Listener.bind(Address.Tcp.loopback(), AuthKey.ofFamily())) {
            var address = (Address.Tcp) listener.address();
            try (var child = ChildProcess.start(() -> visit(address));
                    var accepted = listener.<String>accept()) {
                assertThat(accepted.receive()).isEqualTo("a relative");
                assertThat(child.result().get(30, TimeUnit.SECONDS)).isTrue();
            }
            var port = Integer.toString(address.port());
            try (var stranger = Program.start(directory, Stranger.class, port)) {
                assertThat(stranger.await().out()).isEqualTo("refused\n");
            }
        }
    }

    private static boolean visit(Address address) throws InterruptedException {
        try (var connection = Connection.<String>connect(address, AuthKey.ofFamily())) {
            connection.send("a relative");
            return true;
        } catch (AuthenticationException e) {
            return false;
        }
    }

    /// A process of another family.
    static final class Stranger {
        private Stranger() {}

        public static void main(String[] arguments) throws Exception {
            int port = Integer.parseInt(arguments[0]);
            System.out.println(visit(new Address.Tcp("127.0.0.1", port)) ? "let in" : "refused");
        }
    }

    private static List<String> tree(List<Integer> path, int levels) throws Exception {
        var all = new ArrayList<String>(List.of(path.toString()));
        for (int i = 0; levels > 0 && i < 2; i++) {
            var next = new ArrayList<>(path);
            next.add(i);
            try (var child = ChildProcess.start(() -> tree(next, levels - 1))) {
                all.addAll(child.result().get());
            }
        }
        return all;
    }

    // PRC-23
    @Test
    void childMayOpenAPoolOfItsOwn() throws Exception {
        try (var child = ChildProcess.start(FamilyTest::squares)) {
            assertThat(child.result().get(30, TimeUnit.SECONDS))
                    .containsExactly(0, 1, 4, 9, 16, 25, 36);
        }
    }

    private static List<Integer> squares() throws Exception {
        try (var pool = ProcessPool.open(2)) {
            return pool.map(x -> x * x, List.of(0, 1, 2, 3, 4, 5, 6));
        }
    }

    // PRC-25
    @Test
    void optionsReachGrandchildrenUnlessTheyAreTheJvmsOwnAffair() throws Exception {
        try (var child =
                ChildProcess.start(
                        o ->
                                o.withJvmOptions(
                                                "-Dfamily=progeny",
                                                "-ea",
                                                "--add-opens=java.base/java.util=ALL-UNNAMED",
                                                "-Xmx77m")
                                        .withEnvironment("FAMILY", "environment"),
                        FamilyTest::settingsOfAGrandchild)) {
            assertThat(child.result().get(30, TimeUnit.SECONDS))
                    .startsWith("progeny, true, true, environment, ")
                    .doesNotContain(", " + (77L << 20));
        }
    }

    private static String settingsOfAGrandchild() throws Exception {
        try (var grandchild = ChildProcess.start(FamilyTest::settings)) {
            return grandchild.result().get();
        }
    }

    private static String settings() {
        boolean isOpen = Object.class.getModule().isOpen("java.util", FamilyTest.class.getModule());
        return String.join(
                ", ",
                System.getProperty("family"),
                Boolean.toString(FamilyTest.class.desiredAssertionStatus()),
                Boolean.toString(isOpen),
                System.getenv("FAMILY"),
                Long.toString(Runtime.getRuntime().maxMemory()));
    }

    // LOK-32
    @Test
    void killOfATreeFiveDeepLeavesNone() throws Exception {
        List<ProcessHandle> family;
        try (var child = ChildProcess.start(ExitTest::quiet, () -> chain(5))) {
            Awaitility.await()
                    .pollInSameThread()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> child.toHandle().descendants().count() >= 4);
            family = child.toHandle().descendants().toList();
            child.kill();
            child.join();
        }
        Awaitility.await()
                .pollInSameThread()
                .atMost(Duration.ofSeconds(5))
                .until(() -> family.stream().noneMatch(Program::isRunning));
    }

    private static Void chain(int depth) throws Exception {
        if (depth == 1) {
            Thread.sleep(600_000);
        }
        ChildProcess.start(ExitTest::quiet, () -> chain(depth - 1)).result().get();
        return null;
    }

    @Test
    void aTaskThatStartsItselfEndsAtTheDepthLimit() throws Exception {
        try (var child =
                ChildProcess.start(
                        o -> ExitTest.quiet(o).withJvmOptions("-Ddev.progeny.depth=2"),
                        () -> chain(9))) {
            assertThatThrownBy(() -> child.result().get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class);
        }
        try (var child =
                ChildProcess.start(
                        o -> ExitTest.quiet(o).withJvmOptions("-Ddev.progeny.depth=1"),
                        () -> chain(9))) {
            assertThatThrownBy(() -> child.result().get(30, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "children are nested too deep: depth=1; a task that starts itself?"
                                    + " Raise -Ddev.progeny.depth if not");
        }
    }

    // LOK-37
    @Test
    void errorOfAGrandchildEndsAProgramThatLetsItPassWithOne(@TempDir Path directory)
            throws Exception {
        try (var program = Program.start(directory, Grandparent.class)) {
            var outcome = program.await();
            assertThat(outcome.code()).isEqualTo(1);
            assertThat(outcome.err()).contains("ArithmeticException").doesNotContain("leak");
        }
    }

    static final class Grandparent {
        public static void main(String[] arguments) throws Exception {
            try (var child = ChildProcess.start(Grandparent::parent)) {
                child.result().get();
            }
        }

        private static Integer parent() throws Exception {
            int zero = 0;
            try (var child = ChildProcess.start(() -> 1 / zero)) {
                return child.result().get();
            }
        }
    }

    @Test
    void childWhoseStaticInitializerStartsAChildSaysSo() throws Exception {
        // PRC-27: the class of the task, and a class that the task uses
        try (var child = ChildProcess.start(ExitTest::quiet, () -> Restless.VALUE)) {
            assertThatThrownBy(() -> child.result().get(30, TimeUnit.SECONDS))
                    .rootCause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot start children from a static initializer")
                    .hasMessageContaining("class=" + Restless.class.getName());
            assertThat(child.join().code()).isEqualTo(1);
        }
    }

    static final class Restless {
        static final Integer VALUE = ChildProcess.start(() -> 1).result().join();
    }

    // PRC-27
    @Test
    void mainClassThatStartsAChildInItsStaticInitializerDoesNotMultiply(@TempDir Path directory)
            throws Exception {
        try (var program = Program.start(directory, StaticMain.class)) {
            var outcome = program.await();
            assertThat(outcome.out()).isEqualTo("refused\n");
            assertThat(outcome.code()).isZero();
        }
    }

    static final class StaticMain {
        private static final ChildProcess<Integer> CHILD =
                ChildProcess.start(ExitTest::quiet, () -> StaticMain.number());

        private static Integer number() {
            return 1;
        }

        public static void main(String[] arguments) throws Exception {
            Throwable thrown = CHILD.result().handle((value, t) -> t).get();
            while (thrown.getCause() != null) {
                thrown = thrown.getCause();
            }
            boolean isRefused = thrown.getMessage().contains("from a static initializer");
            System.out.println(isRefused ? "refused" : "not refused: " + thrown);
        }
    }
}
