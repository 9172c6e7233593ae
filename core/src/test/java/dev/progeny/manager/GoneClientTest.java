package dev.progeny.manager;

import dev.progeny.NothingLeft;
import dev.progeny.channel.Address;
import dev.progeny.channel.AuthKey;
import dev.progeny.channel.Connection;
import dev.progeny.manager.ManagerProtocol.Message;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.UUID;

/// Clients that go at the worst moments: between two steps of what the server does for them.
@ExtendWith(NothingLeft.class)
class GoneClientTest {
    @TempDir Path directory;

    private final AuthKey key = AuthKey.random();
    private Manager server;

    @BeforeEach
    void serve() {
        server =
                Manager.serve(
                        o -> o.withClients(2), new Address.Local(directory.resolve("server")), key);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Manager connect() {
        return Manager.connect(server.address(), key);
    }

    /// The server itself is one of the two that it takes.
    @Test
    void clientThatGoesWhileItIsLetInLeavesItsPlace() throws Exception {
        for (int i = 0; i < 3; i++) {
            Connection<Object> connection = Connection.connect(server.address(), key);
            connection.sendBytes(
                    ProtocolCodec.encode(
                            new Message.Hello(
                                    ManagerProtocol.VERSION, UUID.randomUUID(), 4711, false)));
            connection.close();
        }
        Awaitility.await().until(this::isLettingIn);
    }

    private boolean isLettingIn() {
        try (var client = connect()) {
            return client.names().isEmpty();
        } catch (CallRefusedException e) {
            return false;
        }
    }
}
