package dev.progeny.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.codec.ClassFilter;
import dev.progeny.codec.UnreadableException;
import dev.progeny.process.ChildProcess;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.ObjectInputFilter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Listeners and those who have the key.
@ExtendWith(NothingLeft.class)
class ListenerTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir private Path scratch;
    private final AuthKey key = AuthKey.random();

    private List<Address> addresses() {
        return List.of(new Address.Local(scratch.resolve("socket")), Address.Tcp.loopback());
    }

    @Test
    void anAddressIsTakenOnce() { // CON-10
        for (var address : addresses()) {
            try (var first = Listener.bind(address, key)) {
                assertThatThrownBy(() -> Listener.bind(first.address(), key))
                        .isInstanceOf(UncheckedIOException.class)
                        .hasMessageContaining(first.address().toString());
            }
            Listener.bind(address, key).close();
        }
    }

    @Test
    void scopesNestAndClosedListenersAcceptNobody() throws Exception { // CON-11
        for (var address : addresses()) {
            var listener = Listener.bind(address, key);
            try (listener;
                    var client = Connection.<String>connect(listener.address(), key);
                    var accepted = listener.<String>accept()) {
                client.send("in scope");
                assertThat(accepted.receive()).isEqualTo("in scope");
            }
            listener.close();
            assertThatThrownBy(() -> listener.accept())
                    .isInstanceOf(ConnectionClosedException.class);
            assertThatThrownBy(() -> Connection.connect(listener.address(), key))
                    .isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    @Tag("process")
    void clientsOfOtherProcessesAreServed() throws Exception { // CON-13, CON-14
        for (var address : addresses()) {
            try (var listener = Listener.bind(address, key)) {
                var bound = listener.address();
                var secret = key;
                try (var child = ChildProcess.start(() -> visit(bound, secret));
                        var accepted = listener.<String>accept()) {
                    accepted.send("welcome");
                    assertThat(accepted.receive()).isEqualTo("thanks");
                    assertThat(child.result().get(30, TimeUnit.SECONDS)).isEqualTo("welcome");
                    assertThatThrownBy(accepted::receive)
                            .isInstanceOf(ConnectionClosedException.class);
                }
            }
        }
    }

    private static String visit(Address address, AuthKey key) throws InterruptedException {
        try (var connection = Connection.<String>connect(address, key)) {
            if (!connection.poll(Duration.ofSeconds(10))) {
                throw new IllegalStateException("nothing came");
            }
            String heard = connection.receive();
            connection.send("thanks");
            return heard;
        }
    }

    @Test
    void wrongKeysAreRefusedAndTheListenerGoesOn() throws Exception { // CON-20, X-SEC-01
        for (var address : addresses()) {
            try (var listener = Listener.bind(address, key)) {
                var secret = "this is the wrong secret";
                var wrong = AuthKey.of(secret.getBytes(java.nio.charset.StandardCharsets.UTF_8));
                for (int i = 0; i < 3; i++) {
                    assertThatThrownBy(() -> Connection.connect(listener.address(), wrong))
                            .isInstanceOf(AuthenticationException.class)
                            .hasMessageContaining("same AuthKey")
                            .hasMessageNotContaining(secret);
                }
                assertThat(listener.accept(Duration.ofMillis(10))).isEmpty();
                try (var client = Connection.<String>connect(listener.address(), key);
                        var accepted = listener.<String>accept()) {
                    client.send("the right one");
                    assertThat(accepted.receive()).isEqualTo("the right one");
                }
            }
        }
    }

    @Test
    void addressesThatCannotBeAreRefused() throws Exception { // CON-26
        for (int port : List.of(-1, 65_536)) {
            assertThatThrownBy(() -> new Address.Tcp("localhost", port))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("port=" + port);
        }
        var jar = scratch.resolve("x.zip");
        try (var zip = FileSystems.newFileSystem(jar, java.util.Map.of("create", "true"))) {
            assertThatThrownBy(() -> new Address.Local(zip.getPath("socket")))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        var tooLong = new Address.Local(scratch.resolve("x".repeat(200)));
        assertThatThrownBy(() -> Listener.bind(tooLong, key))
                .isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> Connection.connect(tooLong, key))
                .isInstanceOf(UncheckedIOException.class);
    }

    private record Order(int number) implements java.io.Serializable {}

    @Test
    void refusedClassesFailTheirMessageOnly() throws Exception { // X-SEC-04
        ObjectInputFilter noOrders =
                info ->
                        info.serialClass() == Order.class
                                ? ObjectInputFilter.Status.REJECTED
                                : ObjectInputFilter.Status.UNDECIDED;
        var listeners =
                List.of(
                        Listener.bind(Address.Tcp.loopback(), key, noOrders),
                        Listener.bind(
                                o -> o.withFilter(ClassFilter.only()),
                                Address.Tcp.loopback(),
                                key));
        for (var listener : listeners) {
            try (listener;
                    var client = Connection.<Object>connect(listener.address(), key);
                    var accepted = listener.accept()) {
                client.send(new Order(1));
                client.send(List.of(new Order(2)));
                client.send("allowed");

                for (int i = 0; i < 2; i++) {
                    assertThatThrownBy(accepted::receive).isInstanceOf(UnreadableException.class);
                }
                assertThat(accepted.receive()).isEqualTo("allowed");
            }
        }
    }

    @Test
    void longMessagesAreDroppedWhereTheyAreNotAllowed() throws Exception { // X-SEC-05
        try (var listener =
                        Listener.bind(
                                o -> o.withMessageLimit(100_000), Address.Tcp.loopback(), key);
                var client = Connection.<Object>connect(listener.address(), key);
                var accepted = listener.accept()) {
            var sent =
                    ConnectionContract.inBackground(
                            () -> {
                                client.sendBytes(new byte[5_000_000]);
                                client.sendBytes(new byte[100_001]);
                                client.sendBytes(new byte[100_000]);
                                client.send("next");
                            });
            for (int length : List.of(5_000_000, 100_001)) {
                assertThatThrownBy(accepted::receiveBytes)
                        .isInstanceOfSatisfying(
                                MessageTooLongException.class,
                                e -> assertThat(e.byteSize() == length && !e.isKept()).isTrue());
            }
            assertThat(accepted.receiveBytes()).hasSize(100_000);
            assertThat(accepted.receive()).isEqualTo("next");
            sent.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void whoIsLetInWaitsForAccept() throws Exception {
        try (var listener = Listener.bind(o -> o.withBacklog(2), Address.Tcp.loopback(), key)) {
            var clients = new ArrayList<Connection<Integer>>();
            for (int i = 0; i < 2; i++) {
                clients.add(Connection.connect(listener.address(), key));
                clients.getLast().send(i);
            }
            var third =
                    ConnectionContract.inBackground(
                            () -> clients.add(Connection.connect(listener.address(), key)));
            var accepted = new ArrayList<Connection<Integer>>();
            for (int i = 0; i < 3; i++) {
                accepted.add(listener.<Integer>accept(SOON).orElseThrow());
            }
            third.get(10, TimeUnit.SECONDS);
            assertThat(accepted.get(0).receive()).isZero();
            assertThat(accepted.get(1).receive()).isOne();
            clients.forEach(Connection::close);
            accepted.forEach(Connection::close);
        }
    }

    @Test
    void interruptedAcceptLosesNobody() throws Exception { // X-SYN-03
        try (var listener = Listener.bind(Address.Tcp.loopback(), key)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(listener::accept).isInstanceOf(InterruptedException.class);
            try (var client = Connection.connect(listener.address(), key);
                    var accepted = listener.accept(SOON).orElseThrow()) {
                client.send("x");
                assertThat(accepted.receive()).isEqualTo("x");
            }
        }
    }

    @Test
    void aSocketThatADeadListenerLeftIsReplacedAndAFileIsNot() throws Exception {
        var stale = scratch.resolve("stale");
        try (var left =
                java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
            left.bind(java.net.UnixDomainSocketAddress.of(stale));
        }
        Listener.bind(new Address.Local(stale), key).close();
        assertThat(stale).doesNotExist();

        var file = Files.writeString(scratch.resolve("file"), "mine");
        assertThatThrownBy(() -> Listener.bind(new Address.Local(file), key))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("no socket");
        assertThat(file).hasContent("mine");
    }

    /// Listens in a directory that is not there yet, and prints the modes.
    static final class Modes {
        private Modes() {}

        public static void main(String[] arguments) throws Exception {
            var socket = Path.of(arguments[0]).resolve("new").resolve("socket");
            try (var listener = Listener.bind(new Address.Local(socket), AuthKey.random())) {
                System.out.println(
                        listener
                                + " "
                                + PosixFilePermissions.toString(
                                        Files.getPosixFilePermissions(socket))
                                + " "
                                + PosixFilePermissions.toString(
                                        Files.getPosixFilePermissions(socket.getParent())));
            }
            try (var files = Files.list(socket.getParent())) {
                System.out.println("left=" + files.toList());
            }
        }
    }

    @Test
    @Tag("process")
    @org.junit.jupiter.api.condition.DisabledOnOs(org.junit.jupiter.api.condition.OS.WINDOWS)
    void socketsAreOfThisUserAloneWhateverTheUmask() throws Exception { // X-SHM-02
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var process =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "umask 0; exec \"$@\"",
                                "sh",
                                java.toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Modes.class.getName(),
                                scratch.toString())
                        .redirectErrorStream(true)
                        .start();
        var output = process.inputReader().lines().toList();
        assertThat(process.waitFor()).isZero();
        assertThat(output.getFirst()).endsWith("rw------- rwx------");
        assertThat(output.getLast()).isEqualTo("left=[]");
    }
}
