package dev.progeny.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.manager.CutScenario.Fate;
import dev.progeny.manager.CutScenario.Things;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// A client that connects again where its connection was cut, and goes on with the next step.
@SuppressWarnings("LockNotBeforeTry") // it may fail
final class ReturningClient {
    private static final int COUNTS = 3;

    private final Manager client;
    private final CutRelay relay;
    private final List<Fate> counts = new ArrayList<>();
    private Things things;

    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    ReturningClient(Manager client, CutRelay relay) {
        this.client = client;
        this.relay = relay;
    }

    private Fate attempt(Work step) throws Exception {
        try {
            step.run();
            return Fate.DONE;
        } catch (ServerGoneException e) {
            assertThat(e).hasMessageContaining("may have run, or not");
            return Fate.ofCallInFlight(relay);
        }
    }

    /// For what can be asked twice.
    private static <T> T asked(Callable<T> question) throws Exception {
        try {
            return question.call();
        } catch (ServerGoneException e) {
            return question.call();
        }
    }

    /// Counts with the lock and a permit, and keeps them to the end.
    void run() throws Exception {
        things = asked(() -> (Things) client.lookup("things", RemoteValue.class).get());
        var lock = attempt(things.lock()::lock);
        var permit = attempt(things.semaphore()::acquire);
        for (int i = 0; i < COUNTS; i++) {
            counts.add(attempt(() -> things.map().merge("count", 1, Integer::sum)));
        }
        boolean isHeld = asked(this::isHeld);
        assertKnown(lock, isHeld);
        if (isHeld) {
            unlock();
        }
        boolean isBorrowed =
                asked(() -> things.semaphore().availablePermits() < CutScenario.PERMITS);
        assertKnown(permit, isBorrowed);
        // what is not given back comes back with the goodbye
    }

    private boolean isHeld() {
        return things.lock().holder().isPresent();
    }

    /// One that was cut off in it has the lock still, or not.
    private void unlock() throws Exception {
        if (attempt(things.lock()::unlock) != Fate.DONE && asked(this::isHeld)) {
            things.lock().unlock();
        }
    }

    private static void assertKnown(Fate fate, boolean isDone) {
        if (fate != Fate.UNKNOWN) {
            assertThat(isDone).isEqualTo(fate == Fate.DONE);
        }
    }

    /// Looks at what it has left, from elsewhere.
    void check(Things ours) throws Exception {
        assertThat(ours.lock().tryLock()).isTrue();
        ours.lock().unlock();
        int least = (int) counts.stream().filter(fate -> fate == Fate.DONE).count();
        int most = (int) counts.stream().filter(fate -> fate != Fate.NOT_DONE).count();
        var count = ours.map().remove("count");
        assertThat(count == null ? 0 : count).isBetween(least, most);
        assertThat(least).as("only one call was in flight").isGreaterThanOrEqualTo(COUNTS - 1);
        client.close();
        CutScenario.await(() -> ours.semaphore().availablePermits() == CutScenario.PERMITS);
    }
}
