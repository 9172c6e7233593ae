package dev.progeny.sync;

import dev.progeny.park.Doorbell;
import dev.progeny.park.Spin;
import dev.progeny.park.Wait;

import java.util.function.BooleanSupplier;

/// Where the waiters of one object sleep, as an algorithm sees it.
interface Bell {

    /// Wakes all sleepers, of all processes.
    void ring();

    /// Waits for a slice at the most: the caller then looks who lives, and comes again.
    ///
    /// @param ready whether a look is worth it; without side effects
    /// @param patience of the whole wait
    /// @return READY for another look, TIMED_OUT if the patience is over, CLOSED
    Wait await(BooleanSupplier ready, Patience patience) throws InterruptedException;

    /// How often a waiter looks before it asks for a ring: about as long as others have a lock.
    int looks();

    /// The bell on a doorbell.
    ///
    /// @param spin how long it may spin on top of those looks
    static Bell of(Doorbell doorbell, Spin spin) {
        doorbell.spin(spin);
        return new OnDoorbell(doorbell);
    }

    /// The only bell there is, but for tests.
    record OnDoorbell(Doorbell doorbell) implements Bell {
        private static final int LOOKS = Spin.processors() > 1 ? 100 : 0;

        @Override
        public int looks() {
            return LOOKS;
        }

        @Override
        public void ring() {
            doorbell.ring();
        }

        @Override
        public Wait await(BooleanSupplier ready, Patience patience) throws InterruptedException {
            var slice = patience.slice();
            var outcome =
                    patience.heedsInterrupts()
                            ? doorbell.await(ready, slice, null)
                            : doorbell.awaitUninterruptibly(ready, slice, null);
            boolean goesOn = outcome == Wait.TIMED_OUT && !patience.isOver();
            return goesOn ? Wait.READY : outcome;
        }
    }
}
