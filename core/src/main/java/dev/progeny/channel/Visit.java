package dev.progeny.channel;

import dev.progeny.park.Deadline;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;

import javax.net.ssl.SSLException;

/// The way of a client to a listener: connect, and introduce each other, before a deadline.
final class Visit {
    private Visit() {}

    static SocketCarrier to(Address address, AuthKey key, ConnectionOptionsValue options) {
        Sockets.check(address, options.tls());
        var deadline = Deadline.after(options.handshakeTimeout());
        try {
            var channel = Sockets.open(address);
            try {
                connect(channel, address, deadline);
                var wire = Sockets.wire(channel, options.tls(), address);
                introduce(wire, key, deadline);
                return new SocketCarrier(wire, "the listener at " + address);
            } catch (IOException | RuntimeException e) {
                SocketCarrier.close(channel);
                throw e;
            }
        } catch (SSLException e) {
            throw new AuthenticationException(
                    "no connection: TLS failed: address="
                            + address
                            + ", reason="
                            + e.getMessage()
                            + "; have the listener use TLS 1.3 too, and this side's SSLContext"
                            + " believe its certificate",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot connect: address="
                            + address
                            + ", reason="
                            + e.getMessage()
                            + (e instanceof SilentException && options.tls() == null
                                    ? "; does the listener speak TLS?"
                                    : ""),
                    e);
        } catch (UnsupportedOperationException e) {
            throw new IllegalArgumentException(
                    "this platform has no such sockets: address=" + address + "; use Address.Tcp",
                    e);
        }
    }

    private static void connect(SocketChannel channel, Address address, Deadline deadline)
            throws IOException {
        if (channel.connect(Sockets.resolved(address))) {
            return;
        }
        try (var selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_CONNECT);
            while (!channel.finishConnect()) {
                await(selector, deadline);
            }
        }
    }

    private static void introduce(Wire wire, AuthKey key, Deadline deadline) throws IOException {
        var introduction = new Introduction(wire, Handshake.ofClient(key, new SecureRandom()));
        try (var selector = Selector.open()) {
            var registered = wire.channel().register(selector, 0);
            for (int next = introduction.advance(); next != 0; next = introduction.advance()) {
                registered.interestOps(next);
                await(selector, deadline);
            }
        } catch (SocketTimeoutException e) {
            throw new SilentException("no answer in time");
        }
        if (!introduction.isAuthenticated()) {
            throw new AuthenticationException(
                    "no connection: "
                            + introduction.refusal()
                            + "; give both sides the same AuthKey",
                    null);
        }
    }

    /// Somebody took the connection, and then said nothing: each waits for the other one, if only
    /// he speaks TLS.
    private static final class SilentException extends SocketTimeoutException {
        private static final long serialVersionUID = 1L;

        SilentException(String message) {
            super(message);
        }
    }

    private static void await(Selector selector, Deadline deadline) throws IOException {
        if (deadline.isOver()) {
            throw new SocketTimeoutException("no answer in time");
        }
        SocketWait.select(selector, deadline);
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("this thread was interrupted");
        }
    }
}
