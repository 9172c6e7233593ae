package dev.progeny.channel;

import dev.progeny.family.Block;
import dev.progeny.os.Peer;
import dev.progeny.park.Deadline;
import dev.progeny.park.Doorbell;
import dev.progeny.park.Wait;

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
/// [WatchBell] of this process, which is rung by whoever writes to an end that is watched, by a
/// stage when it completes, and, if there are sockets too, by a thread that sleeps in the selector.
final class Gathering implements AutoCloseable, Peer {
    private final List<Source> sources = new ArrayList<>();
    private final List<Watched> watched = new ArrayList<>();
    private final Selection selection = new Selection();
    private boolean hasStages;
    private boolean isWatching;

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
            gathering.begin();
            return gathering.await(deadline) ? gathering.readable(sources) : readable;
        }
    }

    private void add(Object source) {
        BooleanSupplier look =
                switch (source) {
                    case Connection<?> connection -> add(connection);
                    case Watched shared -> add(shared, shared::isReadable);
                    case Awaitable awaitable -> add(awaitable.whenReadable());
                    case CompletionStage<?> stage -> add(stage);
                    case SelectableChannel channel -> selection.add(channel);
                    default ->
                            throw new IllegalArgumentException(
                                    "nothing to wait for: class="
                                            + source.getClass().getName()
                                            + "; use connections, listeners, children, completion"
                                            + " stages or selectable channels");
                };
        sources.add(new Source(look));
    }

    private BooleanSupplier add(Connection<?> connection) {
        return switch (connection.carrier()) {
            case RingCarrier ring -> add(ring, connection::poll);
            case SocketCarrier socket -> selection.add(socket.channel(), connection::poll);
        };
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
        for (var source : sources) {
            if (source.isReadable.getAsBoolean()) {
                return true;
            }
        }
        return false;
    }

    private void begin() {
        isWatching = true;
        watched.forEach(Watched::watch);
    }

    private boolean await(Deadline deadline) throws InterruptedException {
        if (watched.isEmpty() && !hasStages && !selection.isEmpty()) {
            return selection.await(this::isAnyReadable, deadline);
        }
        Doorbell bell = WatchBell.own().bell();
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
            if (speaker != 0 && !lives.computeIfAbsent(speaker, members::isAlive)) {
                shared.lookAfterSpeaker();
            }
        }
        return true;
    }

    @Override
    public void close() {
        if (isWatching) {
            watched.forEach(Watched::unwatch);
        }
        selection.close();
    }
}
