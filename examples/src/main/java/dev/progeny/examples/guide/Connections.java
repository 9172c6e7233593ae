package dev.progeny.examples.guide;

import dev.progeny.channel.Address;
import dev.progeny.channel.AuthKey;
import dev.progeny.channel.AuthenticationException;
import dev.progeny.channel.Connection;
import dev.progeny.channel.ConnectionClosedException;
import dev.progeny.channel.Listener;
import dev.progeny.codec.ClassFilter;
import dev.progeny.process.ChildProcess;

import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLContext;

/// The snippets of docs/connections.md.
public final class Connections {
    private Connections() {}

    /// Runs them all.
    ///
    /// @param args ignored
    /// @throws Exception if one fails
    public static void main(String[] args) throws Exception {
        pair();
        oneWay();
        bytes();
        many();
        strangers();
        options();
        tls();
    }

    private static void pair() throws Exception {
        // snippet: pair
        var pair = Connection.<String>pair();
        var end = pair.right(); // the task captures this end, not the pair
        try (pair;
                var _ = ChildProcess.start(() -> end.send("hello, " + end.receive()))) {
            pair.left().send("child");
            IO.println(pair.left().receive());
        }
        // end
    }

    private static void oneWay() throws Exception {
        // snippet: one-way
        var pipe = Connection.<Integer>oneWay();
        var sender = pipe.sender();
        try (pipe;
                var _ = ChildProcess.start(() -> count(sender))) {
            sender.close(); // the child has it
            try {
                while (true) {
                    IO.println(pipe.receiver().receive());
                }
            } catch (ConnectionClosedException e) {
                IO.println("end, by the other side: " + e.isByPeer());
            }
        }
        // end
    }

    private static void count(Connection<Integer> sender) throws InterruptedException {
        try (sender) {
            for (int i = 1; i <= 3; i++) {
                sender.send(i);
            }
        }
    }

    private static void bytes() throws Exception {
        // snippet: bytes
        try (var pair = Connection.<Object>pair();
                var arena = Arena.ofConfined()) {
            var memory = arena.allocate(64);
            pair.left().sendBytes(memory.asSlice(0, 10));
            IO.println(pair.right().receiveBytes(memory) + " bytes");
        }
        // end
    }

    private static void many() throws Exception {
        // snippet: many
        var pipe = Connection.<String>oneWay();
        var sender = pipe.sender();
        try (pipe;
                var child = ChildProcess.start(() -> sender.send("done"))) {
            var sources = new ArrayList<>(List.of(pipe.receiver(), child));
            while (!sources.isEmpty()) {
                for (var source : Connection.awaitReadable(sources, Duration.ofSeconds(30))) {
                    if (source == child) {
                        sources.remove(child);
                    } else {
                        IO.println(pipe.receiver().receive());
                        sources.remove(pipe.receiver());
                    }
                }
            }
        }
        // end
    }

    private static void strangers() throws Exception {
        // snippet: listen
        var key = AuthKey.random();
        try (var listener = Listener.bind(Address.Tcp.loopback(), key)) {
            var address = listener.address();
            try (var client = ChildProcess.start(() -> ask(address, key));
                    var connection = listener.<String>accept()) {
                connection.send("answer to " + connection.receive());
                IO.println(client.result().get());
            }
        }
        // end
    }

    // snippet: connect
    private static String ask(Address address, AuthKey key) throws InterruptedException {
        try (var connection = Connection.<String>connect(address, key)) {
            connection.send("a question");
            return connection.receive();
        }
    }

    // end

    private static void options() throws Exception {
        // snippet: options
        var key = AuthKey.random();
        try (var listener =
                Listener.bind(
                        o ->
                                o.withFilter(ClassFilter.only("com.acme.*"))
                                        .withMessageLimit(1 << 20)
                                        .withHandshakeTimeout(Duration.ofSeconds(2)),
                        Address.Tcp.loopback(),
                        key)) {
            Connection.connect(listener.address(), AuthKey.random());
        } catch (AuthenticationException e) {
            IO.println(e.getMessage());
        }
        // end
    }

    // snippet: tls
    private static Listener listen(SSLContext withCertificate, AuthKey key) {
        return Listener.bind(o -> o.withTls(withCertificate), Address.Tcp.loopback(), key);
    }

    private static Connection<String> visit(SSLContext believing, Address address, AuthKey key) {
        return Connection.connect(o -> o.withTls(believing), address, key);
    }

    // end

    private static void tls() throws Exception {
        var key = AuthKey.random();
        var withoutCertificate = SSLContext.getDefault();
        try (var listener = listen(withoutCertificate, key)) {
            visit(SSLContext.getDefault(), listener.address(), key).close();
        } catch (AuthenticationException e) {
            IO.println("not believed");
        }
    }
}

// Output:
// hello, child
// 1
// 2
// 3
// end, by the other side: true
// 10 bytes
// done
// answer to a question
// no connection: the listener has refused the key of this side; give both sides the same AuthKey
// not believed
