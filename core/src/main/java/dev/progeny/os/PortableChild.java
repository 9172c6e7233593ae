package dev.progeny.os;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A child under [Portable]: started by [ProcessBuilder], heard over a Unix-domain socket.
///
/// The socket is in the private directory; beside it lies a key, for this user alone, that the
/// child sends first. Each child has a virtual thread that waits for its end, one that reads and
/// one that writes, and a platform thread for each captured stream.
final class PortableChild implements ChildHandle {
    /// Tells the child's bootstrap where its socket is; the path of it follows.
    static final String CHANNEL_ARGUMENT = "socket:";

    /// Ends the name of the file that holds the key to a socket.
    static final String KEY_SUFFIX = ".key";

    private static final int KEY_SIZE = 32;
    private static final int BUFFER_SIZE = 1 << 16;
    private static final long LAST_WORDS_MILLIS = 1000;
    private static final long LAST_OUTPUT_MILLIS = 300;
    private static final byte[] END = new byte[0];

    /// Signals by which processes commonly end; an exit code of 128 + one of them is taken for it.
    private static final Set<Integer> SIGNALS = Set.of(1, 2, 3, 4, 6, 7, 8, 9, 11, 13, 14, 15);

    private final Process process;
    private final ProcessIdentity identity;
    private final ChildListener listener;
    private final PortableHome home;
    private final BlockingQueue<byte[]> unsent = new LinkedBlockingQueue<>();
    private final boolean[] isPaused = new boolean[2];

    private PortableChild(
            Process process, ProcessIdentity identity, ChildListener listener, PortableHome home) {
        this.process = process;
        this.identity = identity;
        this.listener = listener;
        this.home = home;
    }

    static ChildHandle start(Os os, SpawnRequest request, byte[] message, ChildListener listener) {
        if (!request.processors().isEmpty()) {
            throw new OsException(
                    "the portable back end cannot bind a process to processors: numbers="
                            + request.processors()
                            + "; use withCpus, which tells its JVM how many to plan with",
                    null);
        }
        var home = PortableHome.own(os);
        var socket = home.newFile("socket");
        try {
            byte[] key = writeKey(keyFile(socket));
            var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                server.bind(UnixDomainSocketAddress.of(socket));
                var process = builder(request, socket).start();
                if (message.length > 0) { // who is told nothing opens nothing here, and may stay on
                    home.use(process.toHandle());
                }
                var started = os.identify(process.pid());
                var identity = started == null ? new ProcessIdentity(process.pid(), 0) : started;
                var child = new PortableChild(process, identity, listener, home);
                child.unsent.add(message);
                child.attend(request.stdio(), server, socket, key);
                return child;
            } catch (IOException e) {
                server.close();
                throw e;
            }
        } catch (IOException e) {
            PortableHome.delete(socket);
            PortableHome.delete(keyFile(socket));
            throw new OsException(
                    "cannot start " + request.command().getFirst() + ": " + e.getMessage(), e);
        }
    }

    static Path keyFile(Path socket) {
        return socket.resolveSibling(socket.getFileName() + KEY_SUFFIX);
    }

    private static byte[] writeKey(Path file) throws IOException {
        byte[] key = new byte[KEY_SIZE];
        new SecureRandom().nextBytes(key);
        Files.write(file, key);
        return key;
    }

    private static ProcessBuilder builder(SpawnRequest request, Path socket) {
        var command = new ArrayList<>(request.command());
        command.add(CHANNEL_ARGUMENT + socket);
        var builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(request.environment());
        if (request.directory() != null) {
            builder.directory(Path.of(request.directory()).toFile());
        }
        var nothing = Path.of(isWindows() ? "NUL" : "/dev/null").toFile();
        builder.redirectInput(
                request.stdio().in() == SpawnRequest.Stream.INHERITED
                        ? Redirect.INHERIT
                        : Redirect.from(nothing));
        builder.redirectOutput(redirect(request.stdio().out()));
        builder.redirectError(redirect(request.stdio().err()));
        return builder;
    }

    private static boolean isWindows() {
        return System.getProperty("os.name").startsWith("Windows");
    }

    private static Redirect redirect(SpawnRequest.Stream stream) {
        return switch (stream) {
            case INHERITED -> Redirect.INHERIT;
            case NULL -> Redirect.DISCARD;
            case CAPTURED -> Redirect.PIPE;
        };
    }

    private void attend(
            SpawnRequest.Stdio stdio, ServerSocketChannel server, Path socket, byte[] key) {
        var channel = new PortableChannel(server, key);
        var reader = virtual("reader", () -> hear(channel, socket));
        var relays = new ArrayList<Thread>();
        if (stdio.out() == SpawnRequest.Stream.CAPTURED) {
            relays.add(relay(process.getInputStream(), false));
        }
        if (stdio.err() == SpawnRequest.Stream.CAPTURED) {
            relays.add(relay(process.getErrorStream(), true));
        }
        virtual("waiter", () -> awaitEnd(channel, reader, relays));
    }

    private Thread virtual(String role, Runnable work) {
        return Thread.ofVirtual().name("progeny-child-" + role + "-" + identity.pid()).start(work);
    }

    private void hear(PortableChannel channel, Path socket) {
        try {
            channel.accept();
            virtual("writer", () -> sendAll(channel));
            var buffer = ByteBuffer.allocate(BUFFER_SIZE);
            while (channel.read(buffer) >= 0) {
                byte[] bytes = Arrays.copyOf(buffer.array(), buffer.position());
                buffer.clear();
                tell(() -> listener.received(bytes));
            }
        } catch (IOException e) {
            // the child ended, or was ended, before or while it spoke: its exit tells the rest
        } catch (RuntimeException | Error e) {
            endUnheard(e);
        } finally {
            PortableHome.delete(socket);
            PortableHome.delete(keyFile(socket));
        }
    }

    /// A listener that throws is a bug of ours, or its class files have gone. A child must not live
    /// on unheard: it is killed, and its end is told like any other.
    private void endUnheard(Throwable reason) {
        process.destroyForcibly();
        var thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, reason);
    }

    private void sendAll(PortableChannel channel) {
        try {
            for (byte[] next = unsent.take(); next != END; next = unsent.take()) {
                channel.write(next);
            }
        } catch (IOException | InterruptedException e) {
            // the child has gone: its exit tells the rest
        }
    }

    private void awaitEnd(PortableChannel channel, Thread reader, List<Thread> relays) {
        int code = process.onExit().join().exitValue();
        try {
            channel.stopAccepting();
            if (!reader.join(Duration.ofMillis(LAST_WORDS_MILLIS))) {
                channel.close();
                reader.join();
            }
            for (var relay : relays) { // a grandchild may hold a stream open, or nobody read it
                relay.join(Duration.ofMillis(LAST_OUTPUT_MILLIS));
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nobody knows this thread", e);
        }
        channel.close();
        unsent.add(END);
        int signal = code > 128 && SIGNALS.contains(code - 128) ? code - 128 : 0;
        String crash = crashReport();
        if (code != 0) {
            home.sweepOf(identity);
            PortableNames.sweep();
        }
        tell(() -> listener.exited(new WaitStatus(code, signal, false), crash));
    }

    private String crashReport() {
        var log = home.crashLog(identity.pid());
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            return "";
        } finally {
            PortableHome.delete(log);
        }
    }

    private Thread relay(InputStream stream, boolean isStderr) {
        return Thread.ofPlatform()
                .daemon()
                .name("progeny-child-output-" + identity.pid())
                .start(
                        () -> {
                            try (stream) {
                                copy(stream, isStderr);
                            } catch (IOException | InterruptedException e) {
                                // closed with the process
                            } catch (RuntimeException | Error e) {
                                endUnheard(e);
                            }
                        });
    }

    private void copy(InputStream stream, boolean isStderr)
            throws IOException, InterruptedException {
        var buffer = new byte[BUFFER_SIZE];
        for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
            byte[] bytes = Arrays.copyOf(buffer, n);
            synchronized (isPaused) {
                isPaused[isStderr ? 1 : 0] = !listener.output(isStderr, bytes);
                while (isPaused[isStderr ? 1 : 0]) {
                    isPaused.wait();
                }
            }
        }
    }

    private synchronized void tell(Runnable event) {
        event.run();
    }

    @Override
    public ProcessIdentity identity() {
        return identity;
    }

    @Override
    public void send(byte[] bytes) {
        if (process.isAlive()) {
            unsent.add(bytes);
        }
    }

    @Override
    public void signal(Signal signal) {
        switch (signal) {
            case KILL -> {
                var descendants = process.descendants().toList();
                process.destroyForcibly();
                descendants.forEach(ProcessHandle::destroyForcibly);
            }
            case TERMINATE -> process.destroy();
            case INTERRUPT, QUIT -> signalByCommand(signal);
        }
    }

    /// The JDK sends only the two; every Unix has a command for the others.
    private void signalByCommand(Signal signal) {
        if (!process.isAlive()) {
            return;
        }
        try {
            new ProcessBuilder("kill", "-" + signal.number(), Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.DISCARD)
                    .start()
                    .waitFor(1, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new OsException(
                    "cannot send " + signal + " on this platform; use terminate()", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void resumeOutput(boolean stderr) {
        synchronized (isPaused) {
            isPaused[stderr ? 1 : 0] = false;
            isPaused.notifyAll();
        }
    }

    /// The socket of one child: one connection, after the key was shown.
    private static final class PortableChannel {
        private final ServerSocketChannel server;
        private final byte[] key;
        private volatile @Nullable SocketChannel socket;

        PortableChannel(ServerSocketChannel server, byte[] key) {
            this.server = server;
            this.key = key;
        }

        void accept() throws IOException {
            try (server) {
                SocketChannel candidate = server.accept();
                while (!knowsKey(candidate)) {
                    candidate.close();
                    candidate = server.accept();
                }
                socket = candidate;
            }
        }

        private boolean knowsKey(SocketChannel candidate) {
            var shown = ByteBuffer.allocate(KEY_SIZE);
            try {
                while (shown.hasRemaining() && candidate.read(shown) >= 0) {}
            } catch (IOException e) {
                return false; // a stranger that has gone; the child is still to come
            }
            return MessageDigest.isEqual(key, shown.array());
        }

        int read(ByteBuffer buffer) throws IOException {
            var open = socket;
            return open == null ? -1 : open.read(buffer);
        }

        void write(byte[] bytes) throws IOException {
            var open = socket;
            var buffer = ByteBuffer.wrap(bytes);
            while (open != null && buffer.hasRemaining()) {
                open.write(buffer);
            }
        }

        void stopAccepting() {
            closeQuietly(server);
        }

        void close() {
            var open = socket;
            if (open != null) {
                closeQuietly(open);
            }
        }

        private static void closeQuietly(java.nio.channels.Channel channel) {
            try {
                channel.close();
            } catch (IOException e) {
                // nothing is lost: it was to be given up
            }
        }
    }
}
