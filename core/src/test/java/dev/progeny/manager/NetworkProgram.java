package dev.progeny.manager;

import dev.progeny.channel.Address;
import dev.progeny.channel.AuthKey;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// A server, or a client that does what it reads, on some host. It ends when nobody writes to it
/// any more.
final class NetworkProgram {
    static final Duration LEASE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private NetworkProgram() {}

    /// @param arguments `serve` or `use`, the server's address, its port, the key
    static void main(String[] arguments) throws Exception {
        var address = new Address.Tcp(arguments[1], Integer.parseInt(arguments[2]));
        var key = AuthKey.of(arguments[3].getBytes(StandardCharsets.UTF_8));
        try (var commands =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            if (arguments[0].equals("serve")) {
                serve(address, key, commands);
            } else {
                use(address, key, commands);
            }
        }
    }

    private static void serve(Address address, AuthKey key, BufferedReader end) throws IOException {
        try (var server = Manager.serve(o -> o.withLease(LEASE), address, key)) {
            server.bind("map", server.map());
            server.bind("lock", server.lock());
            server.bind("queue", server.queue(1));
            System.out.println("serving");
            end.readLine();
        }
    }

    private static void use(Address address, AuthKey key, BufferedReader commands)
            throws IOException {
        try (var client =
                Manager.connect(o -> o.withLease(LEASE).withReconnect(PATIENCE), address, key)) {
            var user = new User(client);
            System.out.println("connected");
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                System.out.println(user.answer(line.split(" ")));
            }
        }
    }

    /// Does what a line says.
    private static final class User {
        private final RemoteMap<String, String> map;
        private final RemoteLock lock;
        private final RemoteQueue<?> queue;

        @SuppressWarnings("unchecked")
        User(Manager client) {
            map = client.lookup("map", RemoteMap.class);
            lock = client.lookup("lock", RemoteLock.class);
            queue = client.lookup("queue", RemoteQueue.class);
        }

        String answer(String[] words) {
            try {
                return words[0] + ": " + result(words);
            } catch (Exception e) {
                return words[0] + ": " + e.getClass().getSimpleName();
            }
        }

        @SuppressWarnings("LockNotBeforeTry") // the holder is cut off
        private Object result(String[] words) throws Exception {
            return switch (words[0]) {
                case "put" -> map.put(words[1], words[2]);
                case "get" -> map.get(words[1]);
                case "size" -> map.size();
                case "take" -> queue.take();
                case "lock" -> {
                    lock.lock();
                    yield "locked";
                }
                case "recover" -> {
                    lock.recover();
                    lock.unlock();
                    yield "free";
                }
                default -> throw new IllegalArgumentException(words[0]);
            };
        }
    }
}
