package dev.progeny.channel;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

import javax.net.ssl.SSLContext;

/// What differs between the kinds of [Address].
final class Sockets {
    private Sockets() {}

    static SocketChannel open(Address address) throws IOException {
        var channel =
                switch (address) {
                    case Address.Local _ -> SocketChannel.open(StandardProtocolFamily.UNIX);
                    case Address.Tcp _ -> SocketChannel.open();
                };
        prepare(channel);
        return channel;
    }

    /// A server that listens, in non-blocking mode.
    static ServerSocketChannel listen(Address address) throws IOException {
        var server =
                switch (address) {
                    case Address.Local(var path) -> LocalSocket.listen(path);
                    case Address.Tcp tcp -> listen(tcp);
                };
        server.configureBlocking(false);
        return server;
    }

    private static ServerSocketChannel listen(Address.Tcp address) throws IOException {
        var server = ServerSocketChannel.open();
        try {
            server.bind(resolved(address));
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /// Messages go out at once, and a host that has vanished is noticed some day.
    static void prepare(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        }
    }

    /// The side of a listener.
    static Wire wire(SocketChannel channel, @Nullable SSLContext tls) throws IOException {
        return tls == null ? new PlainWire(channel) : TlsWire.ofListener(channel, tls);
    }

    /// The side of a client.
    static Wire wire(SocketChannel channel, @Nullable SSLContext tls, Address address)
            throws IOException {
        return tls != null && address instanceof Address.Tcp tcp
                ? TlsWire.ofClient(channel, tls, tcp)
                : new PlainWire(channel);
    }

    /// Refuses TLS where there is no network.
    static void check(Address address, @Nullable SSLContext tls) {
        if (tls != null && address instanceof Address.Local) {
            throw new IllegalArgumentException(
                    "TLS is for TCP: address="
                            + address
                            + "; leave withTls out, or use Address.Tcp");
        }
    }

    static SocketAddress resolved(Address address) throws UnknownHostException {
        return switch (address) {
            case Address.Local(var path) -> UnixDomainSocketAddress.of(path);
            case Address.Tcp(var host, int port) -> {
                var found = new InetSocketAddress(host, port);
                if (found.isUnresolved()) {
                    throw new UnknownHostException(host);
                }
                yield found;
            }
        };
    }

    /// The address where a server that was told one can be found.
    static Address bound(Address told, ServerSocketChannel server) throws IOException {
        return told instanceof Address.Tcp(var host, _)
                        && server.getLocalAddress() instanceof InetSocketAddress found
                ? new Address.Tcp(host, found.getPort())
                : told;
    }

    /// Who is at the other side of a connection, for messages.
    static String peer(SocketChannel channel) throws IOException {
        return channel.getRemoteAddress() instanceof InetSocketAddress found
                ? found.toString()
                : "a process at " + channel.getLocalAddress();
    }
}
