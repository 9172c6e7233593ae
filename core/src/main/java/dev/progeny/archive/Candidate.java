package dev.progeny.archive;

import dev.progeny.archive.ArchiveState.Event;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// The archive of one kind of child, there or not: what this process knows of it.
final class Candidate {
    /// So many children of a kind, and the next ones are worth a second in the background.
    private static final int FEWEST_STARTS = 3;

    /// After the start that made it pay; by then the children of that burst have booted.
    private static final int PAUSE_SECONDS = 2;

    private final String name;
    private final Cache cache;
    private ArchiveState state = ArchiveState.UNSEEN;
    private int starts;
    private Cache.@Nullable Archive archive;

    Candidate(String name, Cache cache) {
        this.name = name;
        this.cache = cache;
    }

    /// The archive for a child that starts now. Begins to make one where it pays.
    ///
    /// @param mode whether one may be made
    /// @return null where this child boots without
    synchronized Cache.@Nullable Archive forStart(Recipe recipe, Mode mode) {
        var known = archive;
        if (state == ArchiveState.READY && known != null && !cache.isUnchanged(known)) {
            state = state.after(Event.LOST);
            archive = null;
        }
        if (archive == null && state != ArchiveState.NONE) {
            look();
        }
        if (state == ArchiveState.WANTED) {
            starts++;
            if (mode == Mode.NOW) {
                train(recipe, true);
            } else if (mode == Mode.AUTO && starts == FEWEST_STARTS) {
                Executor virtual = Thread::startVirtualThread;
                var later =
                        CompletableFuture.delayedExecutor(PAUSE_SECONDS, TimeUnit.SECONDS, virtual);
                later.execute(() -> train(recipe, false));
            }
        }
        return archive;
    }

    private void look() {
        archive = cache.find(name);
        if (archive != null) {
            state = state.after(Event.FOUND);
        } else if (state != ArchiveState.TRAINING) {
            state = state.after(Event.MISSED);
        }
    }

    /// A caller that holds the lock lets the next starts wait for it, too.
    private void train(Recipe recipe, boolean isUrgent) {
        if (begin()) {
            end(new Training(name, recipe, cache, isUrgent).run());
        }
    }

    private synchronized boolean begin() {
        starts = 0; // where somebody else makes it, or nobody can, another look in a while
        if (state != ArchiveState.WANTED || !cache.prepare(name)) {
            return false;
        }
        state = state.after(Event.BEGUN);
        return true;
    }

    private synchronized void end(Training.Outcome outcome) {
        if (outcome == Training.Outcome.FAILED) {
            state = state.after(Event.GIVEN_UP);
        } else if (state == ArchiveState.TRAINING) {
            look();
            state = archive == null ? state.after(Event.MISSED) : state;
        }
    }

    /// A child that had this archive died before its task: nothing is known, and nothing is risked.
    synchronized void distrust(Cache.Archive used) {
        Cache.delete(used.file());
        archive = null;
        state = state.after(Event.GIVEN_UP);
    }
}
