package dev.progeny.pool;

import dev.progeny.ring.Frame;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// What the exit tasks of workers returned, as it came: decoding may run code of the user, which is
/// done by who asks.
final class Farewells {
    private final Queue<Frame> frames = new ConcurrentLinkedQueue<>();

    /// A failure is logged, since nobody may ask.
    void add(Worker worker, Frame frame) {
        if (frame.kind() == PoolProtocol.LEFT) {
            frames.add(frame);
        } else {
            Thread.startVirtualThread(() -> log(worker.name(), frame));
        }
    }

    private static void log(String worker, Frame frame) {
        System.getLogger("dev.progeny.pool")
                .log(
                        Level.ERROR,
                        "the exit task failed in " + worker,
                        Answers.decodeThrowable(frame));
    }

    /// All until now, those first that came first.
    List<@Nullable Object> results() {
        var results = new ArrayList<@Nullable Object>();
        for (var frame : frames) {
            results.add(Answers.decode(frame));
        }
        return results;
    }
}
