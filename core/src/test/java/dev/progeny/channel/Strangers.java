package dev.progeny.channel;

/// A client and a listener in one process.
final class Strangers {
    private Strangers() {}

    static Connection.Pair<Object> meet(Address address) throws InterruptedException {
        var key = AuthKey.random();
        try (var listener = Listener.bind(address, key)) {
            Connection<Object> client = Connection.connect(listener.address(), key);
            return new Connection.Pair<>(client, listener.accept());
        }
    }
}
