package dev.progeny.channel;

import java.util.function.UnaryOperator;

/// A client and a listener in one process.
final class Strangers {
    private Strangers() {}

    static Connection.Pair<Object> meet(Address address) throws InterruptedException {
        return meet(UnaryOperator.identity(), UnaryOperator.identity(), address);
    }

    /// @param listening options of the listener, which has the right end
    /// @param connecting options of the client, which has the left end
    static Connection.Pair<Object> meet(
            UnaryOperator<ConnectionOptions> listening,
            UnaryOperator<ConnectionOptions> connecting,
            Address address)
            throws InterruptedException {
        var key = AuthKey.random();
        try (var listener = Listener.bind(listening, address, key)) {
            Connection<Object> client = Connection.connect(connecting, listener.address(), key);
            return new Connection.Pair<>(client, listener.accept());
        }
    }
}
