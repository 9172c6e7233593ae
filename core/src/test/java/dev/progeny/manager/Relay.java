package dev.progeny.manager;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// Passes bytes on between clients and a server, until it is told to fall silent: then the line is
/// dead, as a pulled cable is, and neither side is told. Or it is told to hold what comes back.
final class Relay implements AutoCloseable {
    private final ServerSocket entrance;
    private final int port;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final ReentrantReadWriteLock answers = new ReentrantReadWriteLock();
    private final AtomicInteger requests = new AtomicInteger();
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

    /// Hangs up on all; who comes back is let in.
    void cut() throws IOException {
        for (var socket : sockets) {
            socket.close();
        }
    }

    /// How often clients have said something.
    int requests() {
        return requests.get();
    }

    /// Holds what the server says until the result is released, by the same thread.
    AutoReleased holdAnswers() {
        answers.writeLock().lock();
        return answers.writeLock()::unlock;
    }

    interface AutoReleased extends AutoCloseable {
        @Override
        void close();
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                var client = entrance.accept();
                var server = new Socket(InetAddress.getLoopbackAddress(), port);
                sockets.addAll(List.of(client, server));
                threads.add(start(client, server, new ReentrantLock(), requests));
                threads.add(start(server, client, answers.readLock(), new AtomicInteger()));
            } catch (IOException e) {
                return;
            }
        }
    }

    private Thread start(Socket from, Socket to, Lock gate, AtomicInteger count) {
        return Thread.ofPlatform().start(() -> pass(from, to, gate, count));
    }

    private void pass(Socket from, Socket to, Lock gate, AtomicInteger count) {
        byte[] buffer = new byte[8192];
        try {
            for (int n = from.getInputStream().read(buffer);
                    n >= 0;
                    n = from.getInputStream().read(buffer)) {
                gate.lock();
                try {
                    if (!isSilent) {
                        to.getOutputStream().write(buffer, 0, n);
                        count.incrementAndGet();
                    }
                } finally {
                    gate.unlock();
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
