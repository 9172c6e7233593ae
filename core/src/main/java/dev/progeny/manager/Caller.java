package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

/// Who calls: a thread of a guest. Locks belong to one.
///
/// @param guest the client
/// @param thread the id of its thread
record Caller(Guest guest, long thread) {
    private static final ThreadLocal<@Nullable Caller> CURRENT = new ThreadLocal<>();

    /// Who called what this thread runs; this thread itself where nobody did.
    static Caller current() {
        var caller = CURRENT.get();
        return caller != null ? caller : new Caller(Guest.LOCAL, Thread.currentThread().threadId());
    }

    static void enter(Caller caller) {
        CURRENT.set(caller);
    }

    static void leave() {
        CURRENT.remove();
    }

    @Override
    public String toString() {
        return "thread " + thread + " of " + guest;
    }
}
