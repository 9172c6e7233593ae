package dev.progeny.process;

import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;

/// Writes what children print to this process's own streams, on a thread of its own: a terminal or
/// pipe that blocks must block nobody but the children that print.
///
/// It holds a bounded amount for each stream of each child; beyond that the stream is not read, so
/// that the child itself waits, as it would if it wrote to the terminal.
final class OutputRelay {
    private static final int MOST_BYTES_HELD = 1 << 18;
    private static final OutputRelay SHARED = new OutputRelay();

    private final Queue<Piece> pieces = new ArrayDeque<>();
    private @Nullable Thread writer;
    private boolean isWriting;

    private OutputRelay() {}

    static OutputRelay shared() {
        return SHARED;
    }

    /// Something to print.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Piece(Source source, byte[] bytes) {}

    /// Queues what a child printed.
    ///
    /// @return false where no more of that stream should be read until its [Source] is resumed
    synchronized boolean offer(Source source, byte[] bytes) {
        if (writer == null) {
            writer = Thread.ofPlatform().daemon().name("progeny-output").start(this::run);
        }
        pieces.add(new Piece(source, bytes));
        source.held += bytes.length;
        notifyAll();
        source.isPaused = source.held > MOST_BYTES_HELD;
        return !source.isPaused;
    }

    /// Waits until all that was offered is printed, or the time is over.
    synchronized void flush(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + millis * 1_000_000;
        while (!pieces.isEmpty() || isWriting) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }

    private void run() {
        while (true) {
            Piece piece = next();
            piece.source.print(piece.bytes);
            done(piece);
        }
    }

    private synchronized Piece next() {
        Piece piece = pieces.poll();
        while (piece == null) {
            try {
                wait();
            } catch (InterruptedException e) {
                // nobody knows this thread; if a debugger does, there is still work
            }
            piece = pieces.poll();
        }
        isWriting = true;
        return piece;
    }

    private void done(Piece piece) {
        boolean resume;
        synchronized (this) {
            isWriting = false;
            var source = piece.source;
            source.held -= piece.bytes.length;
            resume = source.isPaused && source.held <= MOST_BYTES_HELD / 2;
            source.isPaused &= !resume;
            notifyAll();
        }
        if (resume) {
            piece.source.resume.run();
        }
    }

    /// One stream of one child.
    static final class Source {
        private final boolean isStderr;
        private final @Nullable String prefix;
        private final Runnable resume;
        private final StringBuilder unfinishedLine = new StringBuilder();
        private int held;
        private boolean isPaused;

        /// Names a stream.
        ///
        /// @param isStderr which one
        /// @param prefix in front of each line; null to pass bytes on as they come
        /// @param resume called when the stream may be read again
        Source(boolean isStderr, @Nullable String prefix, Runnable resume) {
            this.isStderr = isStderr;
            this.prefix = prefix;
            this.resume = resume;
        }

        private void print(byte[] bytes) {
            // prints: what the child printed
            PrintStream stream = isStderr ? System.err : System.out;
            if (prefix == null) {
                stream.write(bytes, 0, bytes.length);
                stream.flush();
                return;
            }
            unfinishedLine.append(new String(bytes, StandardCharsets.UTF_8));
            int from = 0;
            for (int end = lineEnd(from); end >= 0; end = lineEnd(from)) {
                stream.println(prefix + unfinishedLine.substring(from, end));
                from = end + 1;
            }
            unfinishedLine.delete(0, from);
            if (unfinishedLine.length() > MOST_BYTES_HELD) {
                stream.println(prefix + unfinishedLine);
                unfinishedLine.setLength(0);
            }
        }

        private int lineEnd(int from) {
            return unfinishedLine.indexOf("\n", from);
        }
    }
}
