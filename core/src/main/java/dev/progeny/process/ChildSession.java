package dev.progeny.process;

import dev.progeny.codec.Codec;
import dev.progeny.codec.Throwables;
import dev.progeny.os.ChildListener;
import dev.progeny.os.WaitStatus;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// Hears one child: turns its bytes into messages, and messages into the ends of futures.
///
/// The back end's thread only collects; whatever may run code of the user (decoding a result,
/// completing a future, loading a class) goes to a virtual thread, one thing after the other.
final class ChildSession implements ChildListener {
    private static final Executor VIRTUAL = Thread::startVirtualThread;
    private static final byte[] NOTHING = new byte[0];

    static {
        // an end must be told also when the class files of this process have gone meanwhile
        var _ = List.of(ExitStatus.class, CrashReport.class, ChildDiedException.class);
    }

    private final ChildProcess<?> child;
    private final ClassLoader classes;
    private final OutputTail tail = new OutputTail();
    private final Consumer<byte[]> reply;
    private final OutputRelay.Source stdout;
    private final OutputRelay.Source stderr;
    private final boolean isRelayed;
    private byte[] unread = NOTHING;
    private int unreadLength;
    private boolean hasSpoken;
    private CompletableFuture<Void> events = CompletableFuture.completedFuture(null);

    ChildSession(ChildProcess<?> child, ClassLoader classes, Stdio stdio, Consumer<byte[]> reply) {
        this.child = child;
        this.classes = classes;
        this.reply = reply;
        String prefix = stdio == Stdio.RELAY ? "[" + child.name() + "] " : null;
        isRelayed = stdio != Stdio.DISCARD;
        stdout = new OutputRelay.Source(false, prefix, () -> child.resumeOutput(false));
        stderr = new OutputRelay.Source(true, prefix, () -> child.resumeOutput(true));
    }

    @Override
    public void received(byte[] bytes) {
        append(bytes);
        int offset = 0;
        while (unreadLength - offset >= BootProtocol.HEADER) {
            int length = BootProtocol.lengthAt(unread, offset) + BootProtocol.HEADER - 1;
            if (length < BootProtocol.HEADER || unreadLength - offset < length) {
                break;
            }
            byte type = unread[offset + BootProtocol.HEADER - 1];
            int from = offset + BootProtocol.HEADER;
            hear(type, Arrays.copyOfRange(unread, from, offset + length));
            offset += length;
        }
        unreadLength -= offset;
        System.arraycopy(unread, offset, unread, 0, unreadLength);
        if (unreadLength == 0) {
            unread = NOTHING; // this object lives as long as the user keeps the child
        }
    }

    /// Grows with what has arrived, whatever length a message claims to have.
    private void append(byte[] bytes) {
        if (unread.length - unreadLength < bytes.length) {
            int atLeast = Math.addExact(unreadLength, bytes.length);
            unread =
                    Arrays.copyOf(
                            unread,
                            Math.max(
                                    atLeast,
                                    (int) Math.min(2L * atLeast, BootProtocol.MOST_BYTES)));
        }
        System.arraycopy(bytes, 0, unread, unreadLength, bytes.length);
        unreadLength += bytes.length;
    }

    private void hear(byte type, byte[] payload) {
        switch (type) {
            case BootProtocol.STARTED -> child.started();
            case BootProtocol.RETURNED -> {
                hasSpoken = true;
                later(() -> child.returned(() -> decode(payload)));
            }
            case BootProtocol.THREW -> {
                hasSpoken = true;
                later(() -> child.threw(Throwables.decode(payload, 0, payload.length)));
            }
            case BootProtocol.CLASS_WANTED -> later(() -> sendClass(payload));
            default -> child.kill(); // not our bootstrap any more: trust nothing it says
        }
    }

    private @Nullable Object decode(byte[] payload) {
        var thread = Thread.currentThread();
        thread.setContextClassLoader(classes);
        return Codec.java().decode(payload, 0, payload.length);
    }

    private void sendClass(byte[] name) {
        byte[] answer = {0};
        try (InputStream found =
                classes.getResourceAsStream(new String(name, StandardCharsets.UTF_8))) {
            if (found != null) {
                byte[] bytes = found.readAllBytes();
                answer = new byte[bytes.length + 1];
                answer[0] = 1;
                System.arraycopy(bytes, 0, answer, 1, bytes.length);
            }
        } catch (IOException e) {
            // the child is told that there is no such class
        }
        reply.accept(BootProtocol.encode(BootProtocol.CLASS, answer));
    }

    @Override
    public boolean output(boolean isStderr, byte[] bytes) {
        if (isStderr) {
            tail.add(bytes);
        }
        return !isRelayed || OutputRelay.shared().offer(isStderr ? stderr : stdout, bytes);
    }

    /// What the child wrote last to stderr, until now.
    String lastLines() {
        return tail.text();
    }

    @Override
    public void exited(WaitStatus status, String crashLog) {
        var exit = ExitStatus.of(status.code(), status.signal());
        String last = crashLog.isEmpty() ? tail.text() : CrashReport.head(crashLog);
        boolean isDeath = !hasSpoken;
        OutputRelay.shared().finish(stdout, stderr);
        later(() -> child.exited(exit, last, isDeath));
    }

    /// One after the other, in the order of the calls, whatever became of those before.
    private void later(Runnable event) {
        events = events.thenRunAsync(() -> tell(event), VIRTUAL);
    }

    private void tell(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException | Error e) {
            child.failed(e);
        }
    }
}
