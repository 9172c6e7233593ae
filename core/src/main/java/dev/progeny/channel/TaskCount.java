package dev.progeny.channel;

import java.lang.foreign.MemorySegment;

/// How many of a queue's elements have been dealt with. Elements are not told apart, so one word is
/// enough: what is unfinished is `tail` - `done`, whoever died between.
final class TaskCount {
    private TaskCount() {}

    /// Counts one more.
    ///
    /// @return how many were put, if that many are done already; else -1
    static long countOne(MemorySegment queue) {
        while (true) {
            long done = (long) QueueLayout.DONE.getAcquire(queue, 0L);
            long put = (long) QueueLayout.TAIL.getAcquire(queue, 0L);
            if (done >= put) {
                return put;
            }
            if (QueueLayout.DONE.compareAndSet(queue, 0L, done, done + 1)) {
                return -1;
            }
        }
    }

    /// Whether all that was put has been dealt with.
    static boolean isAllDone(MemorySegment queue) {
        long done = (long) QueueLayout.DONE.getAcquire(queue, 0L);
        return done >= (long) QueueLayout.TAIL.getAcquire(queue, 0L);
    }
}
