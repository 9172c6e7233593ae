package dev.progeny.pool;

/// For how long a worker has lived, done nothing, and given no sign of life. In nanoseconds of the
/// [Agenda]; guarded by the dispatcher's lock.
final class Vitals {
    private final WorkerMemory memory;
    private final long made;
    private long ready;
    private long lastBeats;
    private long seenAlive;
    private long seenBusy;
    private long units;

    Vitals(WorkerMemory memory, long now) {
        this.memory = memory;
        made = now;
        ready = now;
        seenAlive = now;
        seenBusy = now;
    }

    /// Looks again.
    ///
    /// @param sent units that it got since it was born
    void look(long now, long sent, WorkerState state) {
        long beats = memory.beats();
        if (state == WorkerState.STARTING) {
            ready = now;
        }
        if (beats != lastBeats || state == WorkerState.STARTING) {
            lastBeats = beats;
            seenAlive = now;
        }
        if (state != WorkerState.IDLE || sent != units) {
            units = sent;
            seenBusy = now;
        }
    }

    /// Since it was made, before it was started.
    long sinceMade(long now) {
        return now - made;
    }

    /// Since it was ready: one that boots slowly still has its time to work.
    long age(long now) {
        return now - ready;
    }

    long idle(long now) {
        return now - seenBusy;
    }

    /// Since its last sign of life, or since it was ready.
    long silence(long now) {
        return now - seenAlive;
    }

    /// How much it has grown since it was ready, as it says itself.
    long growth() {
        return memory.growth();
    }
}
