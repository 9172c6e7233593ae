package dev.progeny.channel;

import dev.progeny.family.Block;
import dev.progeny.family.Watchables;
import dev.progeny.family.Watched;
import dev.progeny.os.Peer;
import dev.progeny.park.Deadline;
import dev.progeny.park.Wait;

import java.lang.invoke.VarHandle;
import java.nio.channels.SelectableChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/// The wait for many sources at a time.
///
/// Where there are only sockets, the caller sleeps in a selector. Otherwise it sleeps on the
/// bell of this process, which is rung by whoever changes what is [watched][Watched], by a stage
/// when it completes, and, if there are sockets too, by a thread that sleeps in the selector.
final class Gathering implements AutoCloseable, Peer {
    private final List<Source> sources = new ArrayList<>();
    private final List<Watched> watched = new ArrayList<>();
    private final Selection selection = new Selection();
    private boolean hasStages;

    /// What is waited for.
    private record Source(BooleanSupplier isReadable) {}

    private Gathering() {}

    static <S> List<S> await(Collection<? extends S> sources, Deadline deadline)
            throws InterruptedException {
        try (var gathering = new Gathering()) {
            sources.forEach(gathering::add);
            List<S> readable = gathering.readable(sources);
            if (!readable.isEmpty() || deadline.isOver()) {
                return readable;
            }
            return gathering.await(deadline) ? gathering.readable(sources) : readable;
        }
    }

    private void add(Object source) {
        BooleanSupplier look =
                switch (source) {
                    case Connection<?> connection -> add(connection);
                    case Awaitable awaitable -> add(awaitable.whenReadable());
                    case CompletionStage<?> stage -> add(stage);
                    case SelectableChannel channel -> selection.add(channel);
                    default -> addShared(source);
                };
        sources.add(new Source(look));
    }

    private BooleanSupplier add(Connection<?> connection) {
        return switch (connection.carrier()) {
            case RingCarrier ring -> add(ring, connection::isReadable);
            case SocketCarrier socket -> selection.add(socket.channel(), connection::isReadable);
        };
    }

    private BooleanSupplier addShared(Object source) {
        var shared = Watchables.of(source);
        if (shared == null) {
            throw new IllegalArgumentException(
                    "nothing to wait for: class="
                            + source.getClass().getName()
                            + "; use connections, listeners, queues, events, children, completion"
                            + " stages or selectable channels");
        }
        return add(shared, shared::isReadable);
    }

    private BooleanSupplier add(Watched shared, BooleanSupplier look) {
        watched.add(shared);
        return look;
    }

    private BooleanSupplier add(CompletionStage<?> stage) {
        hasStages = true;
        var future = stage.toCompletableFuture();
        Stages.ringWhenDone(stage);
        return future::isDone;
    }

    private <S> List<S> readable(Collection<? extends S> all) {
        selection.look();
        var readable = new ArrayList<S>();
        int index = 0;
        for (S source : all) {
            if (sources.get(index++).isReadable.getAsBoolean()) {
                readable.add(source);
            }
        }
        return readable;
    }

    private boolean isAnyReadable() {
        watched.forEach(Watched::watch);
        VarHandle.fullFence(); // watch before look; pairs with the fences of those who ring
        for (var source : sources) {
            if (source.isReadable.getAsBoolean()) {
                return true;
            }
        }
        return false;
    }

    private boolean await(Deadline deadline) throws InterruptedException {
        if (watched.isEmpty() && !hasStages && !selection.isEmpty()) {
            return selection.await(this::isAnyReadable, deadline);
        }
        var bell = Block.members().bell();
        selection.ringWhenSelected(bell);
        return bell.await(this::isAnyReadable, deadline, this) != Wait.TIMED_OUT;
    }

    /// Has those looked after whose process has died; many ends may be held by one process.
    @Override
    public boolean isAlive() {
        Map<Integer, Boolean> lives = new HashMap<>();
        var members = Block.members();
        for (var shared : watched) {
            int speaker = shared.speaker();
            if (speaker == 0 || !lives.computeIfAbsent(speaker, members::isAlive)) {
                shared.lookAfterSpeaker();
            }
        }
        return true;
    }

    @Override
    public void close() {
        selection.close();
    }
}
