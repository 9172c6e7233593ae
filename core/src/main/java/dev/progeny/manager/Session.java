package dev.progeny.manager;

import dev.progeny.channel.Connection;
import dev.progeny.channel.ConnectionClosedException;
import dev.progeny.channel.MessageTooLongException;
import dev.progeny.codec.ClassFilter;
import dev.progeny.codec.Codec;
import dev.progeny.codec.Throwables;
import dev.progeny.codec.UnreadableException;
import dev.progeny.codec.UnsendableException;
import dev.progeny.manager.ManagerProtocol.Message;
import dev.progeny.manager.ManagerProtocol.ProtocolException;
import dev.progeny.manager.ManagerProtocol.Side;
import dev.progeny.park.Deadline;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// One end of a connection between a client and a server: sends calls and awaits their answers,
/// and makes the calls of the other side. Both sides do both; who receives, and when, is what
/// [ServerSession] and [ClientSession] differ in.
abstract class Session {
    private static final System.Logger LOG = System.getLogger("dev.progeny.manager");

    /// How long a call that was given up may take to say how it ended.
    private static final Duration GRACE = Duration.ofSeconds(1);

    /// The session for which this thread encodes or decodes: a reference means another object at
    /// each side.
    private static final ThreadLocal<@Nullable Session> CURRENT = new ThreadLocal<>();

    private final Connection<Object> connection;
    private final Codec codec;
    private final ClassFilter filter;
    private final Executions executions;
    private final Map<Long, Pending> pendings = new ConcurrentHashMap<>();
    private final AtomicLong lastCall = new AtomicLong();
    private volatile @Nullable RuntimeException end;
    private volatile Side side;
    private volatile long mostBytes = Long.MAX_VALUE;

    Session(Connection<Object> connection, ClassFilter filter, Side side, int mostCalls) {
        this.connection = connection;
        this.filter = filter;
        this.codec = Codec.java(filter);
        this.side = side;
        executions = new Executions(this, mostCalls);
    }

    static @Nullable Session current() {
        return CURRENT.get();
    }

    Connection<Object> connection() {
        return connection;
    }

    Executions executions() {
        return executions;
    }

    Map<Long, Pending> pendings() {
        return pendings;
    }

    void mostBytes(long limit) {
        mostBytes = limit;
    }

    boolean isOpen() {
        return end == null;
    }

    /// Why it has ended; null while it is open.
    final @Nullable Throwable reason() {
        return end;
    }

    /// The object that the other side may call by a number; null if there is none.
    abstract @Nullable Entry find(long target);

    /// Notes that a reference to an object of this side is sent to the other one.
    abstract void given(Entry entry);

    /// The other side has let go of what it received so often.
    abstract void released(long target, long count);

    /// An object of this side that is passed by reference.
    abstract Entry export(Object object, Class<?> type);

    /// A proxy of an object of the other side.
    abstract Object proxyOf(long target, Class<?> type);

    /// HELLO, WELCOME or REFUSED has come.
    abstract void greeted(Message greeting) throws InterruptedException;

    /// Waits until a call is done, or its deadline is over.
    abstract void await(Pending pending, Deadline deadline) throws InterruptedException;

    /// Somebody must receive from now on, though no thread of this side waits.
    abstract void needReceiver();

    /// Whether the thread that receives may make calls itself.
    abstract boolean mayRunHere();

    /// Makes a call on the thread that receives; should it take long, another one receives.
    abstract void runHere(Methods.Remote method, Runnable call);

    /// Takes so many bytes into account, for as long as a call is in flight.
    ///
    /// @throws CallRefusedException if they are too many
    abstract void reserve(int byteSize);

    /// Gives them back.
    abstract void unreserve(int byteSize);

    /// Who is at the other side.
    abstract Guest guest();

    /// Who has the objects of this side.
    abstract Exporter exporter();

    /// Runs when the session has ended, once.
    abstract void ended();

    /// What a caller is told when the other side has gone.
    abstract RuntimeException gone(@Nullable Throwable cause);

    /// Calls a method of the other side and waits for its answer.
    final @Nullable Object call(
            long target, Methods.Remote method, @Nullable Object[] arguments, Deadline deadline)
            throws Throwable {
        var pending = new Pending(lastCall.incrementAndGet(), method, target, null);
        send(pending, arguments);
        try {
            await(pending, deadline);
        } catch (InterruptedException e) {
            if (!method.isUninterrupted()) {
                return giveUp(pending, true);
            }
            var _ = awaitThroughInterrupts(pending, deadline);
            Thread.currentThread().interrupt();
        }
        return pending.isDone() ? outcome(pending) : giveUp(pending, false);
    }

    /// Calls a method of the other side.
    final CompletableFuture<@Nullable Object> callAsync(
            long target, Methods.Remote method, @Nullable Object[] arguments) {
        var future = new CompletableFuture<@Nullable Object>();
        var sent = new Pending[1];
        Runnable tell =
                () -> {
                    try {
                        future.complete(outcome(sent[0]));
                    } catch (Throwable e) {
                        future.completeExceptionally(e);
                    }
                };
        var pending = new Pending(lastCall.incrementAndGet(), method, target, tell);
        sent[0] = pending;
        send(pending, arguments);
        needReceiver();
        var _ =
                future.whenComplete(
                        (_, _) -> {
                            if (future.isCancelled()) {
                                trySend(new Message.Cancel(pending.id));
                            }
                        });
        return future;
    }

    private void send(Pending pending, @Nullable Object[] arguments) {
        var payload = encode(byReference(pending.method, arguments), ManagerProtocol.CALL_HEAD);
        requireShort(payload);
        pendings.put(pending.id, pending);
        try {
            send(
                    new Message.Call(
                            pending.id,
                            pending.target,
                            pending.method.number,
                            pending.thread,
                            payload));
        } catch (RuntimeException | Error e) {
            pendings.remove(pending.id);
            throw e;
        }
        if (end != null) {
            failAll();
        }
    }

    private @Nullable Object[] byReference(Methods.Remote method, @Nullable Object[] arguments) {
        var types = method.references;
        if (types == null) {
            return arguments;
        }
        @Nullable Object[] passed = arguments.clone();
        for (int i = 0; i < passed.length; i++) {
            Object argument = passed[i];
            Class<?> type = types[i];
            if (type != null && argument != null && !(argument instanceof RemoteObject)) {
                passed[i] = export(argument, type).local();
                needReceiver();
            }
        }
        return passed;
    }

    private void requireShort(Payload payload) {
        if (payload.length() > mostBytes) {
            throw new CallRefusedException(
                    "the arguments are too long: byteSize="
                            + payload.length()
                            + ", most="
                            + mostBytes
                            + "; raise ManagerOptions.withMessageLimit, or send them in parts");
        }
    }

    /// Tells the other side that a call is not wanted any more, and hears how it ended: what it
    /// has done is never lost, unless it does not answer in time.
    private @Nullable Object giveUp(Pending pending, boolean isInterrupt) throws Throwable {
        trySend(new Message.Cancel(pending.id));
        var patience = pending.method.endsLate() ? Deadline.never() : Deadline.after(GRACE);
        boolean isInterrupted = awaitThroughInterrupts(pending, patience) || isInterrupt;
        boolean isLeft = !pending.isDone() && leave(pending);
        if (!isLeft) {
            isInterrupted |= awaitThroughInterrupts(pending, Deadline.never());
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt(); // unless an exception tells of it
        }
        try {
            if (!isLeft) {
                return outcome(pending);
            }
        } catch (InterruptedException given) {
            // given up at the other side
        }
        if (!isInterrupt) {
            throw late(pending, isLeft ? "it may still run" : "it was given up");
        }
        if (pending.method.throwsWhenInterrupted()) {
            Thread.interrupted();
        }
        throw interrupted(pending);
    }

    /// Waits no longer for a call. What it may have taken for its caller goes back when its answer
    /// comes after all.
    ///
    /// @return false if the answer has come meanwhile
    private boolean leave(Pending pending) {
        if (pending.method.undo() == null) {
            return pendings.remove(pending.id, pending);
        }
        if (!pendings.replace(pending.id, pending, pending.left(this::takeBack))) {
            return false;
        }
        needReceiver();
        if (end != null) {
            failAll();
        }
        return true;
    }

    private void takeBack(Pending late) {
        try {
            var result = outcome(late);
            var undo = Objects.requireNonNull(late.method.undo());
            send(
                    late.followedBy(lastCall.incrementAndGet(), undo),
                    new @Nullable Object[] {result});
        } catch (UnreadableException | UnsendableException e) {
            LOG.log(Level.WARNING, "lost, as it came late: method=" + late.method, e);
        } catch (Throwable e) {
            // It took nothing, or the other side has gone, which gives everything back by itself.
        }
    }

    private boolean awaitThroughInterrupts(Pending pending, Deadline deadline) {
        boolean wasInterrupted = false;
        while (!pending.isDone() && !deadline.isOver()) {
            try {
                await(pending, deadline);
            } catch (InterruptedException e) {
                wasInterrupted = true;
            }
        }
        return wasInterrupted;
    }

    private static Exception interrupted(Pending pending) {
        String message = "interrupted while waiting for " + pending.method;
        return pending.method.throwsWhenInterrupted()
                ? new InterruptedException(message)
                : new CallInterruptedException(message + "; the server was told to give it up");
    }

    private static CallTimeoutException late(Pending pending, String state) {
        return new CallTimeoutException(
                "no answer before the deadline: method=" + pending.method + "; " + state);
    }

    private @Nullable Object outcome(Pending pending) throws Throwable {
        var failure = pending.failure();
        if (failure != null) {
            throw failure;
        }
        if (pending.answer() instanceof Message.Threw(_, var throwable)) {
            throw Frames.join(
                    Throwables.decode(
                            throwable.bytes(), throwable.offset(), throwable.length(), filter));
        }
        if (pending.answer() instanceof Message.Returned(_, var result)) {
            return decode(result);
        }
        throw new AssertionError("done without an answer: call=" + pending.id);
    }

    /// Encodes for the other side, with room for a head.
    final Payload encode(@Nullable Object value, int head) {
        var before = CURRENT.get();
        CURRENT.set(this);
        try {
            return new Payload(codec.encode(value, head), head);
        } finally {
            CURRENT.set(before);
        }
    }

    /// Decodes what the other side has encoded.
    final @Nullable Object decode(Payload payload) {
        var before = CURRENT.get();
        CURRENT.set(this);
        try {
            return codec.decode(payload.bytes(), payload.offset(), payload.length());
        } finally {
            CURRENT.set(before);
        }
    }

    /// Encodes a result.
    final Payload encodeAnswer(@Nullable Object result) {
        var payload = encode(result, ManagerProtocol.ANSWER_HEAD);
        if (payload.length() > mostBytes) {
            throw new CallRefusedException(
                    "the result is too long: byteSize="
                            + payload.length()
                            + ", most="
                            + mostBytes
                            + "; the call has run; ask for it in parts, or raise"
                            + " ManagerOptions.withMessageLimit");
        }
        return payload;
    }

    /// Answers a call that has failed.
    final void answerThrown(long id, Throwable thrown) {
        trySend(thrown(id, thrown));
    }

    /// The answer to a call that has failed.
    static Message thrown(long id, Throwable thrown) {
        return new Message.Threw(id, new Payload(Throwables.encode(thrown), 0));
    }

    /// Sends, through interrupts, which stay pending.
    ///
    /// @throws ServerGoneException or what else [#gone] makes, if the other side has gone
    final void send(Message message) {
        byte[] bytes = ProtocolCodec.encode(message);
        boolean wasInterrupted = false;
        try {
            while (true) {
                try {
                    connection.sendBytes(bytes);
                    return;
                } catch (InterruptedException e) {
                    wasInterrupted = true;
                }
            }
        } catch (ConnectionClosedException e) {
            end(e);
            throw gone(e);
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Sends, if there is still somebody to receive it.
    final void trySend(Message message) {
        try {
            send(message);
        } catch (RuntimeException e) {
            if (isOpen()) {
                throw e;
            }
        }
    }

    /// Takes the next message in and does what it asks.
    ///
    /// @return false if the deadline came first, or the session has ended
    final boolean receive(Deadline deadline) throws InterruptedException {
        try {
            var left = deadline.nanosLeft();
            byte[] bytes =
                    left == Long.MAX_VALUE
                            ? connection.receiveBytes()
                            : connection.receiveBytes(Duration.ofNanos(left)).orElse(null);
            if (bytes == null) {
                return false;
            }
            received(bytes);
            return isOpen();
        } catch (ConnectionClosedException
                | ProtocolException
                | MessageTooLongException
                | IllegalStateException e) {
            end(e);
            return false;
        }
    }

    private void received(byte[] bytes) throws InterruptedException {
        byte kind = ProtocolCodec.kind(bytes);
        side = side.after(kind);
        heard();
        switch (ProtocolCodec.decode(bytes)) {
            case Message.Call call -> executions.begin(call);
            case Message.Cancel(long id) -> executions.cancel(id);
            case Message.Returned answer -> answered(answer.id(), answer);
            case Message.Threw answer -> answered(answer.id(), answer);
            case Message.Release(long target, long count) -> released(target, count);
            case Message.Ping() -> trySend(new Message.Pong());
            case Message.Pong() -> {}
            case Message.Bye() -> {
                leaves();
                end(null);
            }
            case Message.Hello greeting -> greeted(greeting);
            case Message.Welcome greeting -> greeted(greeting);
            case Message.Refused greeting -> greeted(greeting);
        }
    }

    /// Notes that the other side will not come back.
    void leaves() {}

    /// Notes that the other side lives.
    void heard() {}

    /// Passes an answer on; one to a call that nobody awaits any more is decoded all the same, so
    /// that references in it are let go.
    private void answered(long id, Message answer) {
        var pending = pendings.remove(id);
        if (pending != null) {
            pending.answer(answer);
        } else if (answer instanceof Message.Returned(_, var result)) {
            Thread.startVirtualThread(() -> decode(result));
        }
    }

    /// Ends the session, once: whoever waits is told, calls that run are given up.
    final void end(@Nullable Throwable cause) {
        synchronized (pendings) {
            if (end != null) {
                return;
            }
            end = gone(cause);
        }
        failAll();
        ended(); // before calls end: what they do last must not be done for one who has gone
        executions.cancelAll();
        connection.close();
    }

    private void failAll() {
        for (var id : List.copyOf(pendings.keySet())) {
            var pending = pendings.remove(id);
            if (pending != null) {
                pending.fail(gone(end));
            }
        }
    }
}
