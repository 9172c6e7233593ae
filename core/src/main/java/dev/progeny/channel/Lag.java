package dev.progeny.channel;

import java.util.function.LongSupplier;

/// Lets the faster side of a queue fall a little behind the slower one.
///
/// A taker that is as fast as its putter, and just behind it, has both cores pass the cache lines
/// of each single element to and fro: tail, entry, payload. So has a putter just behind a taker
/// that makes room. A pause of a microsecond after the wait lets some elements gather, and then
/// their lines travel once for several.
///
/// Only a stream gains by it; two who take turns would lose the pause each time. Hence each
/// sixteenth wait tries, and as long as a pause has gathered something each wait has one.
///
/// Not synchronized: threads that share it share a guess, and a lost update is another guess.
final class Lag {
    static final int WAITS_PER_TRIAL = 16;
    static final int WORTH = 4;

    private static final long PAUSE_NANOS = 1_000;

    private boolean isPaying;
    private int waits;

    /// Pauses after a wait, if that has paid or is to be tried.
    ///
    /// @param available elements that this side could put or take now
    void fallBehind(LongSupplier available) {
        if (!isPaying && ++waits % WAITS_PER_TRIAL != 0) {
            return;
        }
        if (available.getAsLong() < WORTH) {
            pause();
            isPaying = available.getAsLong() >= WORTH;
        }
    }

    private static void pause() {
        long begin = System.nanoTime();
        do {
            Thread.onSpinWait();
        } while (System.nanoTime() - begin < PAUSE_NANOS);
    }
}
