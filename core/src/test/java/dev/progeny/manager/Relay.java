package dev.progeny.manager;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Passes bytes on between clients and a server, until it is told to fall silent: then the line is
/// dead, as a pulled cable is, and neither side is told.
final class Relay implements AutoCloseable {
    private final ServerSocket entrance;
    private final int port;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private volatile boolean isSilent;

    Relay(int port) throws IOException {
        this.port = port;
        entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.add(Thread.ofPlatform().start(this::accept));
    }

    int port() {
        return entrance.getLocalPort();
    }

    void fallSilent() {
        isSilent = true;
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                var client = entrance.accept();
                var server = new Socket(InetAddress.getLoopbackAddress(), port);
                sockets.addAll(List.of(client, server));
                threads.add(Thread.ofPlatform().start(() -> pass(client, server)));
                threads.add(Thread.ofPlatform().start(() -> pass(server, client)));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        try {
            for (int n = from.getInputStream().read(buffer);
                    n >= 0;
                    n = from.getInputStream().read(buffer)) {
                if (!isSilent) {
                    to.getOutputStream().write(buffer, 0, n);
                }
            }
            to.shutdownOutput();
        } catch (IOException e) {
            return; // closed
        }
    }

    @Override
    public void close() {
        try {
            entrance.close();
            for (var socket : sockets) {
                socket.close();
            }
            for (var thread : threads) {
                thread.join();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
