package dev.progeny.manager;

import dev.progeny.manager.ManagerProtocol.Message;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// The calls of the other side that are being made here.
final class Executions {
    private final Session session;
    private final int most;
    private final Map<Long, Execution> running = new ConcurrentHashMap<>();

    Executions(Session session, int most) {
        this.session = session;
        this.most = most;
    }

    /// Makes a call: on this thread, where it can be expected to be short, else on another one.
    void begin(Message.Call call) {
        try {
            var entry = session.find(call.target());
            if (entry == null) {
                throw new ObjectGoneException(
                        "there is no such object any more: number="
                                + call.target()
                                + "; keep a proxy of it, or give it a name with bind()");
            }
            var method = entry.methods().of(call.method());
            if (method == null) {
                throw new CallRefusedException(
                        "no such method: interface="
                                + entry.methods().type().getName()
                                + "; only methods of the interface that the object was bound with"
                                + " can be called, and both sides need the same version of it");
            }
            begin(call, entry, method);
        } catch (RuntimeException e) {
            session.answerThrown(call.id(), e);
        }
    }

    private void begin(Message.Call call, Entry entry, Methods.Remote method) {
        if (running.size() >= most) {
            throw new CallRefusedException(
                    "too many calls in flight: most="
                            + most
                            + "; wait for some, or raise ManagerOptions.withCalls");
        }
        var execution = new Execution(call.id(), method, call.arguments().bytes().length);
        session.reserve(execution.byteSize);
        if (running.putIfAbsent(execution.id, execution) != null) {
            session.unreserve(execution.byteSize);
            throw new ManagerProtocol.ProtocolException("second call of number " + call.id());
        }
        if (!session.isOpen()) { // whichever comes later, this or cancelAll(), finds it
            execution.cancel();
        }
        if (method.isSlow() || !session.mayRunHere() || !tryHere(call, entry, execution)) {
            Thread.ofVirtual()
                    .name("progeny-call-" + method)
                    .start(() -> runApart(call, entry, execution));
        }
    }

    /// @return false if the object is busy
    private boolean tryHere(Message.Call call, Entry entry, Execution execution) {
        if (entry.object() instanceof Guarded guarded && !guarded.tryTurn()) {
            return false;
        }
        session.runHere(execution.method, () -> run(call, entry, execution));
        return true;
    }

    private void runApart(Message.Call call, Entry entry, Execution execution) {
        if (entry.object() instanceof Guarded guarded) {
            try {
                execution.begin();
                guarded.turn.lockInterruptibly();
            } catch (InterruptedException e) {
                execution.end();
                finish(execution);
                session.answerThrown(call.id(), e);
                return;
            }
        }
        long begin = System.nanoTime(); // in its turn: waiting for that is not the method's fault
        run(call, entry, execution);
        if (System.nanoTime() - begin < Watch.SHORT_NANOS) {
            execution.method.wasFast();
        }
    }

    /// Makes a call, in the turn that was taken where its object is guarded, and answers after the
    /// turn: a client that is slow to receive holds up nobody else.
    private void run(Message.Call call, Entry entry, Execution execution) {
        Message answer;
        try {
            answer = make(call, entry, execution);
        } finally {
            if (entry.object() instanceof Guarded guarded) {
                guarded.turn.unlock();
            }
        }
        if (answer != null) {
            session.trySend(answer);
        }
    }

    /// @return what to say; null if that comes later
    private @Nullable Message make(Message.Call call, Entry entry, Execution execution) {
        Caller.enter(new Caller(session.guest(), call.thread()));
        try {
            execution.begin();
            var arguments = (@Nullable Object[]) session.decode(call.arguments());
            var result = execution.method.invoke(entry.object(), Objects.requireNonNull(arguments));
            if (execution.method.outcome == Methods.Outcome.FUTURE && result != null) {
                answerLater(execution, (CompletionStage<?>) result);
                return null;
            }
            return returned(execution, travelling(result, execution.method));
        } catch (Throwable e) {
            execution.end();
            finish(execution);
            return Session.thrown(execution.id, e);
        } finally {
            execution.end();
            Caller.leave();
        }
    }

    private Message returned(Execution execution, @Nullable Object result) {
        var payload = session.encodeAnswer(result);
        execution.end(); // from here on an interrupt would only disturb the sending
        finish(execution);
        return new Message.Returned(execution.id, payload);
    }

    private void answerLater(Execution execution, CompletionStage<?> stage) {
        var future = stage.toCompletableFuture();
        execution.goesOn(future);
        var _ =
                stage.whenComplete(
                        (result, thrown) ->
                                Thread.startVirtualThread(
                                        () -> answerOf(execution, future, thrown)));
    }

    private void answerOf(
            Execution execution, CompletableFuture<?> done, @Nullable Throwable thrown) {
        try {
            if (thrown == null) {
                session.trySend(returned(execution, done.join()));
                return;
            }
            finish(execution);
            var cause = thrown instanceof CompletionException ? thrown.getCause() : null;
            session.answerThrown(execution.id, cause == null ? thrown : cause);
        } catch (RuntimeException e) {
            finish(execution);
            session.answerThrown(execution.id, e);
        }
    }

    private @Nullable Object travelling(@Nullable Object result, Methods.Remote method) {
        if (result == null || result instanceof RemoteObject) {
            return result;
        }
        return switch (method.outcome) {
            case REFERENCE -> session.export(result, method.method.getReturnType()).local();
            case STREAM -> stream(new StreamObject((Stream<?>) result));
            case VALUE, FUTURE -> result;
        };
    }

    private Object stream(StreamObject stream) {
        var exported = session.export(stream, StreamCalls.class).local();
        stream.endIfReaderIsGone(); // whichever comes later, this or its gone(), finds it
        return exported;
    }

    private void finish(Execution execution) {
        if (running.remove(execution.id) != null) {
            session.unreserve(execution.byteSize);
        }
    }

    void cancel(long id) {
        var execution = running.get(id);
        if (execution != null) {
            execution.cancel();
        }
    }

    void cancelAll() {
        running.values().forEach(Execution::cancel);
    }
}
