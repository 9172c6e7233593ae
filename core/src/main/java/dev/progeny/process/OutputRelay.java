package dev.progeny.process;

import dev.progeny.os.Renewals;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Queue;

/// Writes what children print to this process's own streams, on a thread of its own: a terminal or
/// pipe that blocks must block nobody but the children that print.
///
/// It holds a bounded amount for each stream of each child; beyond that the stream is not read, so
/// that the child itself waits, as it would if it wrote to the terminal.
final class OutputRelay {
    private static final int MOST_BYTES_HELD = 1 << 18;
    private static final byte[] END = new byte[0];
    private static volatile OutputRelay shared = new OutputRelay();

    static {
        Renewals.add(() -> shared = new OutputRelay());
    }

    private final Queue<Piece> pieces = new ArrayDeque<>();
    private @Nullable Thread writer;
    private boolean isWriting;

    private OutputRelay() {}

    static OutputRelay shared() {
        return shared;
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

    /// Queues the end of lines that were not ended.
    synchronized void finish(Source... sources) {
        for (var source : sources) {
            if (writer != null && source.prefix != null) {
                pieces.add(new Piece(source, END));
            }
        }
        notifyAll();
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
            try {
                piece.source.print(piece.bytes);
            } catch (RuntimeException e) {
                // a stream of the user's own that throws: output of others must not stop with it
                var thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            } finally {
                done(piece);
            }
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
        private final ByteArrayOutputStream unfinishedLine = new ByteArrayOutputStream();
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
            int from = 0;
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] == '\n') {
                    unfinishedLine.write(bytes, from, i - from);
                    printLine(stream);
                    from = i + 1;
                }
            }
            unfinishedLine.write(bytes, from, bytes.length - from);
            boolean isOver = bytes == END && unfinishedLine.size() > 0;
            if (isOver || unfinishedLine.size() > MOST_BYTES_HELD) {
                printLine(stream);
            }
        }

        /// Bytes, not text: a piece may end in the middle of a character, and a child writes in the
        /// charset that this process has too.
        private void printLine(PrintStream stream) {
            byte[] start = String.valueOf(prefix).getBytes(stream.charset());
            unfinishedLine.write('\n');
            byte[] line = unfinishedLine.toByteArray();
            byte[] whole = new byte[start.length + line.length];
            System.arraycopy(start, 0, whole, 0, start.length);
            System.arraycopy(line, 0, whole, start.length, line.length);
            unfinishedLine.reset();
            stream.write(whole, 0, whole.length); // at once: no other writer comes in between
            stream.flush();
        }
    }
}
