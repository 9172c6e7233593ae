package dev.progeny.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.progeny.NothingLeft;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;

/// A server and two clients on hosts of their own: a wire is pulled, and the server dies. Where the
/// machine does not let us make hosts, [NearAndFarTest] does what can be done on one.
@Tag("process")
@ExtendWith(NothingLeft.class)
class HostsTest {
    private static final String PORT = "4711";
    private static final String KEY = "a secret of all three hosts";

    private static Hosts.Program client(Hosts hosts, int number) throws Exception {
        var client = hosts.start(Hosts.client(number), "use", Hosts.serverOf(number), PORT, KEY);
        assertThat(client.hear()).isEqualTo("connected");
        return client;
    }

    private static Hosts.Program server(Hosts hosts) throws Exception {
        var server = hosts.start(Hosts.SERVER, "serve", "0.0.0.0", PORT, KEY);
        assertThat(server.hear()).isEqualTo("serving");
        return server;
    }

    @Test
    void pulledWireAndKilledServerAreSeenFromAllHosts() throws Exception {
        assumeThat(Hosts.areAllowed()).as("network namespaces can be made here").isTrue();
        try (var hosts = new Hosts()) {
            var server = server(hosts);
            var one = client(hosts, 1);
            var two = client(hosts, 2);
            assertThat(one.ask("put word über")).isEqualTo("put: null");
            assertThat(two.ask("get word")).isEqualTo("get: über");
            assertThat(one.ask("lock")).isEqualTo("lock: locked");
            one.say("take");
            two.say("lock");

            long begin = System.nanoTime();
            Hosts.cut(1);
            assertThat(two.hear()).isEqualTo("lock: AbandonedLockException");
            assertThat(one.hear()).isEqualTo("take: ServerGoneException");
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .as("the lease is over, and a look later both sides know")
                    .isBetween(
                            NetworkProgram.LEASE.dividedBy(2),
                            NetworkProgram.LEASE.multipliedBy(4));
            assertThat(two.ask("recover")).isEqualTo("recover: free");

            server.kill();
            assertThat(two.ask("size")).isEqualTo("size: ServerGoneException");
            server(hosts);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(two.ask("size")).isEqualTo("size: 0"));
        }
    }
}
