package dev.progeny.pool;

import dev.progeny.os.Os;
import dev.progeny.park.Doorbell;
import dev.progeny.ring.Consumer;
import dev.progeny.ring.Frame;
import dev.progeny.ring.Producer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// The other end of a [Worker], moved by hand, step by step: it may stop, as by death, anywhere.
final class HandWorker {
    final Worker seenByParent;
    final Claims claims;
    final Producer results;
    final MemorySegment shared;
    private final WorkerMemory memory;
    private final Consumer tasks;

    HandWorker(Arena arena) {
        shared = arena.allocate(WorkerMemory.BYTE_SIZE, 64);
        seenByParent = new Worker(0, "by-hand", shared, Integer.MAX_VALUE);
        memory = WorkerMemory.attach(shared);
        claims = memory.claims();
        var bell = Doorbell.at(arena.allocate(Doorbell.LAYOUT), Os.current());
        tasks = new Consumer(memory.taskRing(), bell, PoolProtocol.MOST_BYTES);
        results = new Producer(memory.resultRing(), bell);
        seenByParent.ready();
    }

    /// The next whole frame; what is written in pieces needs the parent to go on.
    Frame take() {
        for (int looks = 0; looks < 10_000; looks++) {
            var frame = tasks.poll();
            if (frame != null) {
                return frame;
            }
            seenByParent.advance();
        }
        throw new AssertionError("the parent sends nothing");
    }

    List<Frame> takeAll() {
        var all = new ArrayList<Frame>();
        while (tasks.isReadable()) {
            all.add(take());
            seenByParent.advance();
        }
        return all;
    }

    void taken(long number) {
        memory.taken(number);
    }

    void answer(int kind, long number) {
        var payload = new byte[64];
        PoolProtocol.putId(payload, number);
        results.tryWrite(kind, payload, 0, payload.length);
    }
}
