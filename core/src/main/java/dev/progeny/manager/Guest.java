package dev.progeny.manager;

import java.util.UUID;

/// A client as its server sees it: the same one when it comes back after its connection broke.
final class Guest {
    /// This process itself.
    static final Guest LOCAL = new Guest(new UUID(0, 0), ProcessHandle.current().pid());

    private final UUID id;
    private final long pid;
    private volatile boolean isGone;

    Guest(UUID id, long pid) {
        this.id = id;
        this.pid = pid;
    }

    UUID id() {
        return id;
    }

    long pid() {
        return pid;
    }

    /// Whether it will not come back; then nothing is given to it any more.
    boolean isGone() {
        return isGone;
    }

    void leave() {
        isGone = true;
    }

    @Override
    public String toString() {
        return "pid " + pid;
    }
}
