package dev.progeny.channel;

import dev.progeny.codec.ClassFilter;
import dev.progeny.park.Deadline;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/// Waits at an address for others to [connect][Connection#connect], and lets in who has the key.
///
///     try (var listener = Listener.bind(Address.Tcp.loopback(), key)) {
///         Connection<String> connection = listener.accept();
///     }
///
/// A thread of its own does the handshakes, all at the same time, whether anybody accepts or not. A
/// stranger that does not finish in time, says anything else, or has another key is dropped, and
/// noted in the log `dev.progeny.channel` (DEBUG); `accept()` never hears of it. How many strangers
/// and how many accepted ones may wait is [limited][ConnectionOptions].
///
/// Safe for use by several threads: each connection is accepted by one of them. A listener does not
/// travel.
public final class Listener implements AutoCloseable, Awaitable {
    private final Address address;
    private final ConnectionOptionsValue options;
    private final Arrivals arrivals = new Arrivals();
    private final Reception reception;

    private Listener(Address address, AuthKey key, ConnectionOptionsValue options)
            throws IOException {
        this.options = options;
        var server = Sockets.listen(address);
        try {
            this.address = Sockets.bound(address, server);
            reception = new Reception(server, this.address, key, options, arrivals);
        } catch (IOException | RuntimeException e) {
            SocketCarrier.close(server);
            throw e;
        }
        reception.start();
    }

    /// Listens at an address.
    ///
    /// A socket of [Address.Local] has mode 0600, whatever the umask; directories that are missing
    /// are made with mode 0700. One that a dead listener left there is replaced.
    ///
    /// @param address where; port 0 takes a free one
    /// @param key what those who connect must have
    /// @return the listener, to be closed by the caller
    /// @throws UncheckedIOException if somebody listens there, or it cannot be
    /// @throws IllegalArgumentException if this platform has no such addresses, or TLS was asked
    ///     for where there is no network
    public static Listener bind(Address address, AuthKey key) {
        return bind(UnaryOperator.identity(), address, key);
    }

    /// Listens at an address, and has a filter look at the classes of all that is received; it can
    /// refuse more than the [standard one][ClassFilter#standard()], not less.
    ///
    /// @param address as in [#bind(Address, AuthKey)]
    /// @param key as there
    /// @param filter asked for each class that a message has objects of
    /// @return the listener
    public static Listener bind(Address address, AuthKey key, ObjectInputFilter filter) {
        return bind(o -> o.withFilter(ClassFilter.standard().and(filter)), address, key);
    }

    /// Listens with options; otherwise like [#bind(Address, AuthKey)].
    ///
    /// @param options applied to the defaults; they hold for the connections too
    /// @param address as there
    /// @param key as there
    /// @return the listener
    public static Listener bind(
            UnaryOperator<ConnectionOptions> options, Address address, AuthKey key) {
        var chosen = ConnectionOptionsValue.of(options);
        Sockets.check(address, chosen.tls());
        try {
            return new Listener(address, key, chosen);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot listen: address=" + address + ", reason=" + e.getMessage(), e);
        } catch (UnsupportedOperationException e) {
            throw new IllegalArgumentException(
                    "this platform has no such sockets: address=" + address + "; use Address.Tcp",
                    e);
        }
    }

    /// Where it can be found.
    ///
    /// @return the address it was bound to, with the port that was taken
    public Address address() {
        return address;
    }

    /// Waits for the next one who has the key.
    ///
    /// @param <T> what is sent both ways
    /// @return the connection, to be closed by the caller
    /// @throws InterruptedException if this thread was interrupted while it had to wait
    /// @throws ConnectionClosedException if the listener was closed
    public <T> Connection<T> accept() throws InterruptedException {
        return connection(java.util.Objects.requireNonNull(take(Deadline.never())));
    }

    /// Waits for some time; otherwise like [#accept()].
    ///
    /// @param timeout how long; zero or negative takes only who has come
    /// @param <T> what is sent both ways
    /// @return empty if nobody came
    /// @throws InterruptedException as there
    public <T> Optional<Connection<T>> accept(Duration timeout) throws InterruptedException {
        var carrier = take(Deadline.after(timeout));
        return carrier == null ? Optional.empty() : Optional.of(connection(carrier));
    }

    private @Nullable SocketCarrier take(Deadline deadline) throws InterruptedException {
        var carrier = arrivals.take(deadline);
        reception.wakeUp(); // there is room for another
        return carrier;
    }

    private <T> Connection<T> connection(SocketCarrier carrier) {
        return Connection.over(carrier, options);
    }

    @Override
    public CompletionStage<?> whenReadable() {
        return arrivals.whenReadable();
    }

    /// Ends listening: waiting `accept()`s fail, connections that nobody accepted are closed, the
    /// address is free. Accepted connections stay. The second time does nothing.
    @Override
    public void close() {
        arrivals.close();
        reception.close();
    }

    @Override
    public String toString() {
        return "listener at " + address;
    }
}
