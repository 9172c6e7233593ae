package dev.progeny.pool;

import dev.progeny.codec.Codec;
import dev.progeny.codec.Throwables;
import dev.progeny.codec.UnsendableException;
import dev.progeny.os.Os;
import dev.progeny.os.Peer;
import dev.progeny.park.Deadline;
import dev.progeny.park.Doorbell;
import dev.progeny.park.Spin;
import dev.progeny.park.Wait;
import dev.progeny.ring.Consumer;
import dev.progeny.ring.Frame;
import dev.progeny.ring.Producer;
import dev.progeny.task.RemoteCallable;
import dev.progeny.task.RemoteFunction;
import dev.progeny.task.RemoteRunnable;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/// What a worker does all its life: take a frame, run it, answer.
///
/// One thread runs the tasks; a second one hears what is asked of it meanwhile ([Attention]).
/// Whatever a task does short of ending the process becomes an answer, encoded by code that cannot
/// fail.
final class WorkerLoop implements AutoCloseable {
    private static final int NO_ITEM = -1;

    /// Why a worker left.
    enum End {
        /// It was told to.
        TOLD(0),
        /// Its initializer failed, and it has said so.
        UNFIT(1),
        /// It ran out of memory or descriptors, and has said so. The code is that of
        /// `ExitOnOutOfMemoryError`.
        DAMAGED(3),
        /// Its parent has died.
        ORPHANED(143);

        /// What its process ends with.
        final int code;

        End(int code) {
            this.code = code;
        }
    }

    private final WorkerMemory memory;
    private final Claims claims;
    private final Doorbell tasks;
    private final Doorbell attention;
    private final Consumer consumer;
    private final Producer producer;
    private final @Nullable Peer parent;
    private final Map<Long, Object> functions = new HashMap<>();
    private final RunningUnit running = new RunningUnit(Thread.currentThread());

    private final Stopwatch watch;
    private final Reserve reserve = new Reserve();
    private @Nullable End end;

    /// Whether this JVM ends, so that nothing more is to be started.
    private volatile boolean isExiting;

    private boolean isClosed;

    WorkerLoop(MemorySegment shared, Doorbell parentBell, Os os, @Nullable Peer parent) {
        memory = WorkerMemory.attach(shared);
        claims = memory.claims();
        tasks = memory.tasksBell(os);
        attention = memory.attentionBell(os);
        consumer = new Consumer(memory.taskRing(), parentBell, PoolProtocol.MOST_BYTES);
        producer = new Producer(memory.resultRing(), parentBell);
        watch = new Stopwatch(System::nanoTime, memory);
        this.parent = parent;
    }

    void spin(Spin limit) {
        tasks.spin(limit);
        attention.spin(Spin.none());
    }

    End run(Duties duties) {
        running.bind();
        if (!initialize(duties.initializer())) {
            return End.UNFIT;
        }
        // closed before the memory goes with this loop, whatever ends it
        try (var _ =
                new Attention(memory, attention, running, parent).start(duties.growthLimit())) {
            answer(PoolProtocol.READY, 0, new byte[PoolProtocol.AFTER_RECEIPT]);
            var reason = serve();
            if (reason == End.TOLD) {
                leave(duties.exitTask());
            }
            return reason;
        }
    }

    /// The last thing of the user's that runs here.
    private void leave(@Nullable RemoteCallable<?> exitTask) {
        if (exitTask != null) {
            byte[] payload;
            int kind = PoolProtocol.LEFT;
            try {
                payload = Codec.java().encode(exitTask.call(), PoolProtocol.AFTER_RECEIPT);
            } catch (Throwable e) {
                payload = withRoomForReceipt(encodeThrowable(e));
                kind = PoolProtocol.UNDONE;
            }
            answer(kind, 0, payload);
        }
        WorkerLocal.closeAll();
    }

    private End serve() {
        while (end == null && !isExiting) {
            if (!consumer.isReadable()) {
                await(consumer::isReadable);
                watch.waited();
            }
            var frame = end == null ? consumer.poll() : null;
            if (frame != null) {
                handle(frame);
            }
        }
        return end == null ? End.ORPHANED : end;
    }

    /// By a shutdown hook: starts nothing more, and calls both threads out of the kernel, since a
    /// JVM that ends waits up to 300 ms for each thread that is in a native call.
    synchronized void exit() {
        isExiting = true;
        if (!isClosed) { // else the memory has gone, and both threads have left it
            attention.close();
            tasks.close();
        }
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        reserve.close();
        attention.close();
        tasks.close();
    }

    private boolean initialize(@Nullable RemoteRunnable initializer) {
        if (initializer == null) {
            return true;
        }
        try {
            watch.begin();
            initializer.runRemotely();
            watch.end();
            return true;
        } catch (Throwable e) {
            watch.end();
            answer(PoolProtocol.UNFIT, 0, withRoomForReceipt(Throwables.encode(e)));
            return false;
        }
    }

    private void handle(Frame frame) {
        switch (frame.kind()) {
            case PoolProtocol.CALL -> call(frame.bytes(), false);
            case PoolProtocol.INVOKE -> call(frame.bytes(), true);
            case PoolProtocol.APPLY -> apply(frame.bytes());
            case PoolProtocol.FUNCTION -> learn(frame.bytes());
            case PoolProtocol.FORGET -> functions.remove(PoolProtocol.id(frame.bytes()));
            case PoolProtocol.STOP -> end = End.TOLD;
            default -> throw new IllegalStateException("no such frame: kind=" + frame.kind());
        }
    }

    /// @return false if the parent has taken it back
    private boolean start(long number) {
        watch.take();
        memory.item(NO_ITEM);
        memory.taken(number);
        running.begin(number); // first: the parent may ask to interrupt what is started
        boolean isStarted = claims.start(number);
        if (!isStarted) {
            running.end();
        }
        return isStarted;
    }

    /// @param isInvoked whether the function is here already, and what came is its argument
    private void call(byte[] bytes, boolean isInvoked) {
        long number = PoolProtocol.id(bytes);
        if (!start(number)) {
            return;
        }
        int kind = PoolProtocol.RETURNED;
        byte[] payload;
        try {
            var function = isInvoked ? function(bytes) : null;
            var task = decode(bytes, PoolProtocol.AFTER_IDS);
            watch.begin();
            var result = function == null ? run(task) : apply(function, task);
            endRun();
            payload = Codec.java().encode(result, PoolProtocol.AFTER_RECEIPT);
        } catch (Throwable e) {
            endRun();
            payload = withRoomForReceipt(encodeThrowable(e));
            kind = PoolProtocol.THREW;
        }
        answer(kind, number, payload);
        finish(number);
    }

    private void endRun() {
        watch.end();
        running.end();
    }

    @SuppressWarnings("NullAway") // null is an argument like any other
    private static @Nullable Object apply(
            RemoteFunction<@Nullable Object, @Nullable Object> function, @Nullable Object argument)
            throws Exception {
        return function.apply(argument);
    }

    /// No switch over types: a cold JVM has to make the class for it.
    private static @Nullable Object run(@Nullable Object task) throws Exception {
        if (task instanceof Callable<?> callable) {
            return callable.call();
        } else if (task instanceof RemoteRunnable runnable) {
            runnable.runRemotely();
        } else if (task instanceof Runnable runnable) {
            runnable.run();
        } else {
            throw new IllegalArgumentException("not a task: " + task);
        }
        return null;
    }

    private void apply(byte[] bytes) {
        long number = PoolProtocol.id(bytes);
        if (!start(number)) {
            return;
        }
        int kind;
        byte[] payload;
        try {
            var results = applyAll(bytes);
            endRun();
            payload = encodeResults(results);
            kind = hasFailure(results) ? PoolProtocol.PARTLY : PoolProtocol.APPLIED;
        } catch (Throwable e) {
            endRun();
            payload = withRoomForReceipt(encodeThrowable(e));
            kind = PoolProtocol.THREW;
        }
        answer(kind, number, payload);
        finish(number);
    }

    @SuppressWarnings("unchecked") // the parent sent the function before its arguments
    private RemoteFunction<@Nullable Object, @Nullable Object> function(byte[] bytes)
            throws Throwable {
        var known = functions.get(PoolProtocol.secondId(bytes));
        if (known instanceof Failure failure) {
            throw Throwables.decode(failure.throwable(), 0, failure.throwable().length);
        }
        if (known == null) {
            throw new IllegalStateException("the pool sent arguments without their function");
        }
        return (RemoteFunction<@Nullable Object, @Nullable Object>) known;
    }

    /// Results of the items, with a [Failure] for each that failed.
    private @Nullable Object[] applyAll(byte[] bytes) throws Throwable {
        var function = function(bytes);
        var arguments = (@Nullable Object[]) decode(bytes, PoolProtocol.AFTER_IDS);
        if (arguments == null) {
            throw new IllegalStateException("the pool sent a batch without items");
        }
        var results = new @Nullable Object[arguments.length];
        watch.begin();
        for (int i = 0; i < arguments.length; i++) {
            memory.item(i);
            if (running.isStopped()) {
                throw new CancellationException("items after this one were cancelled");
            }
            try {
                results[i] = function.apply(arguments[i]);
            } catch (Throwable e) {
                results[i] = new Failure(encodeThrowable(e));
            }
            watch.ended(i);
        }
        return results;
    }

    private byte[] encodeResults(@Nullable Object[] results) {
        try {
            return Codec.java().encode(results, PoolProtocol.AFTER_RECEIPT);
        } catch (UnsendableException e) {
            replaceUnsendable(results);
            return Codec.java().encode(results, PoolProtocol.AFTER_RECEIPT);
        }
    }

    private static boolean hasFailure(@Nullable Object[] results) {
        for (var result : results) {
            if (result instanceof Failure) {
                return true;
            }
        }
        return false;
    }

    /// One result that cannot travel must not take the others along.
    private void replaceUnsendable(@Nullable Object[] results) {
        for (int i = 0; i < results.length; i++) {
            try {
                Codec.java().encode(results[i]);
            } catch (UnsendableException e) {
                results[i] = new Failure(encodeThrowable(e));
            }
        }
    }

    private void learn(byte[] bytes) {
        Object function;
        try {
            function = decode(bytes, PoolProtocol.AFTER_ID);
        } catch (Throwable e) {
            function = new Failure(encodeThrowable(e));
        }
        if (function != null) {
            functions.put(PoolProtocol.id(bytes), function);
        }
    }

    private static @Nullable Object decode(byte[] bytes, int offset) {
        return Codec.java().decode(bytes, offset, bytes.length - offset);
    }

    /// A JVM that ran out of memory may be damaged anywhere, and one that can open no file can load
    /// no class: it reports, and leaves. What its tasks have lost goes with it.
    private byte[] encodeThrowable(Throwable thrown) {
        if (!reserve.hasDescriptors()) {
            end = End.DAMAGED;
        }
        if (thrown instanceof OutOfMemoryError error) {
            reserve.letMemoryGo();
            functions.clear();
            end = End.DAMAGED;
            return Throwables.encode(withLimit(error));
        }
        return Throwables.encode(thrown);
    }

    private static OutOfMemoryError withLimit(OutOfMemoryError error) {
        long limit = Runtime.getRuntime().maxMemory();
        var told =
                new OutOfMemoryError(
                        error.getMessage()
                                + "; the heap of the worker is limited: bytes="
                                + limit
                                + "; see PoolOptions.withMemoryLimit");
        told.setStackTrace(error.getStackTrace());
        return told;
    }

    private static byte[] withRoomForReceipt(byte[] bytes) {
        var payload = new byte[PoolProtocol.AFTER_RECEIPT + bytes.length];
        System.arraycopy(bytes, 0, payload, PoolProtocol.AFTER_RECEIPT, bytes.length);
        return payload;
    }

    private void answer(int kind, long number, byte[] bytes) {
        int length = bytes.length;
        PoolProtocol.putId(bytes, number);
        Receipt.put(bytes, watch.ran(), watch.items());
        if (!producer.tryWrite(kind, bytes, 0, length)) {
            answerPatiently(kind, bytes, length);
        }
        watch.answered();
    }

    private void answerPatiently(int kind, byte[] bytes, int length) {
        if (producer.fits(length)) {
            await(() -> producer.hasRoom(length));
            producer.tryWrite(kind, bytes, 0, length);
        } else {
            producer.begin(kind, bytes, 0, length);
            await(producer::advance);
        }
    }

    /// Waits for the parent to send something, or to make room. If it dies, so does this worker.
    private void await(BooleanSupplier ready) {
        if (tasks.awaitUninterruptibly(ready, Deadline.never(), parent) != Wait.READY) {
            end = End.ORPHANED;
        }
    }

    /// A worker that was doomed may start nothing more: it waits for its end. A thread has no other
    /// end than to leave.
    private void finish(long number) {
        if (!claims.finish(number)) {
            if (parent != null) {
                await(() -> false);
            }
            end = End.ORPHANED;
        }
    }
}
