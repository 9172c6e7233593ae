package dev.progeny.manager;

import dev.progeny.channel.Address;
import dev.progeny.channel.AuthKey;

import java.io.IOException;
import java.time.Duration;

/// A server, a client of it that comes back when its connection breaks, and a relay between them.
final class Relayed implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final AuthKey key = AuthKey.random();
    final Manager server = Manager.serve(Address.Tcp.loopback(), key);
    final Relay relay;
    final Manager client;

    Relayed() throws IOException {
        relay = new Relay(((Address.Tcp) server.address()).port());
        client =
                Manager.connect(
                        o -> o.withReconnect(PATIENCE),
                        new Address.Tcp("127.0.0.1", relay.port()),
                        key);
    }

    @Override
    public void close() {
        client.close();
        relay.close();
        server.close();
    }
}
