package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Queue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// A stream that a method returned: it stays at the server, and is pulled in batches.
final class StreamObject extends Guarded implements StreamCalls, Mourner {
    private static final int BATCH = 512;

    private final Stream<?> stream;
    private final Spliterator<?> elements;
    private final Guest reader = Caller.current().guest();
    private final AtomicBoolean isClosed = new AtomicBoolean();

    StreamObject(Stream<?> stream) {
        this.stream = stream;
        elements = stream.spliterator();
    }

    @Override
    public Batch next(int most) {
        var batch = new ArrayList<@Nullable Object>();
        boolean isLast = false;
        while (batch.size() < most && !isLast) {
            isLast = !elements.tryAdvance(batch::add);
        }
        return new Batch(batch, isLast);
    }

    /// Once: its reader may end it while it goes.
    @Override
    public void end() {
        if (isClosed.compareAndSet(false, true)) {
            stream.close();
        }
    }

    @Override
    public void gone(Guest guest) {
        if (guest == reader) {
            end();
        }
    }

    /// Ends it if its reader went before it was there to be told.
    void endIfReaderIsGone() {
        if (reader.isGone()) {
            end();
        }
    }

    /// The stream as its reader sees it. Closing it ends it at the server too.
    static Stream<@Nullable Object> pull(StreamCalls calls) {
        return StreamSupport.<@Nullable Object>stream(new Pull(calls), false).onClose(calls::end);
    }

    /// Pulls one batch after the other, when it is needed.
    private static final class Pull extends Spliterators.AbstractSpliterator<@Nullable Object> {
        private final StreamCalls calls;
        private final Queue<java.util.Optional<Object>> here = new ArrayDeque<>();
        private boolean isLast;

        Pull(StreamCalls calls) {
            super(Long.MAX_VALUE, Spliterator.ORDERED);
            this.calls = calls;
        }

        @Override
        public boolean tryAdvance(Consumer<? super @Nullable Object> action) {
            while (here.isEmpty() && !isLast) {
                var batch = calls.next(BATCH);
                batch.elements().forEach(one -> here.add(java.util.Optional.ofNullable(one)));
                isLast = batch.isLast();
            }
            var next = here.poll();
            if (next == null) {
                return false;
            }
            action.accept(next.orElse(null));
            return true;
        }
    }
}
