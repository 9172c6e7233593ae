package dev.progeny.bench.program;

import dev.progeny.channel.Address;
import dev.progeny.channel.AuthKey;
import dev.progeny.channel.Connection;
import dev.progeny.channel.Listener;
import dev.progeny.process.ChildProcess;

import java.nio.file.Files;

/// A number to a child and back, over a socket: `unix` or `tcp`.
public final class ListenerEcho {
    private ListenerEcho() {}

    public static void main(String[] arguments) throws Exception {
        var directory = Files.createTempDirectory("bench");
        Address address =
                arguments[0].equals("unix")
                        ? new Address.Local(directory.resolve("socket"))
                        : Address.Tcp.loopback();
        var key = AuthKey.random();
        try (var listener = Listener.bind(address, key)) {
            var bound = listener.address();
            try (var child = ChildProcess.start(() -> serve(bound, key));
                    var end = listener.<Integer>accept()) {
                Measurement.of(arguments).report("us", () -> PipeRoundTrip.sample(end));
                end.send(-1);
                child.join();
            }
        }
        Files.delete(directory);
    }

    private static void serve(Address address, AuthKey key) throws InterruptedException {
        try (var end = Connection.<Integer>connect(address, key)) {
            PipeRoundTrip.echo(end);
        }
    }
}
