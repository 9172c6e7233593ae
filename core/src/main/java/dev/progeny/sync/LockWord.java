package dev.progeny.sync;

/// What the one word of a lock says: an owner, what it is to the lock, and whether somebody waits.
///
/// | bits  | name      | meaning                                                             |
/// |------:|-----------|---------------------------------------------------------------------|
/// |     0 | WAITED    | somebody may sleep, and wants a ring at the next change of the rest |
/// |     1 | RESERVED  | given to the owner, which has not accepted yet                      |
/// |     2 | ABANDONED | the owner before died; the owner now, if any, is to repair          |
/// |  3–37 | thread    | the owner's thread: the low bits of its id                          |
/// | 38–63 | member    | the owner's process                                                 |
///
/// All zero is a free lock. Thread ids are not used again before 2³⁵ threads, a year at a thousand
/// a second.
final class LockWord {
    static final long FREE = 0;
    static final long WAITED = 1;
    static final long RESERVED = 2;
    static final long ABANDONED = 4;

    private static final int THREAD_AT = 3;
    private static final int MEMBER_AT = 38;
    private static final long FLAGS = WAITED | RESERVED | ABANDONED;
    private static final long THREADS = (1L << (MEMBER_AT - THREAD_AT)) - 1;

    private LockWord() {}

    /// What the owner is to the lock.
    enum State {
        /// Nobody owns it.
        FREE,
        /// The owner holds it.
        HELD,
        /// The owner is to accept it.
        RESERVED,
        /// The owner, if there is one, has been told of a death and is to repair.
        ABANDONED
    }

    static long owner(int member, long threadId) {
        return (long) member << MEMBER_AT | (threadId & THREADS) << THREAD_AT;
    }

    static long ownerOf(long word) {
        return word & ~FLAGS;
    }

    static int memberOf(long word) {
        return (int) (word >>> MEMBER_AT);
    }

    static long threadOf(long word) {
        return word >>> THREAD_AT & THREADS;
    }

    static boolean isWaited(long word) {
        return (word & WAITED) != 0;
    }

    static State stateOf(long word) {
        if ((word & ABANDONED) != 0) {
            return State.ABANDONED;
        }
        if ((word & RESERVED) != 0) {
            return State.RESERVED;
        }
        return ownerOf(word) == FREE ? State.FREE : State.HELD;
    }

    static String describe(long word, Kin kin) {
        return switch (stateOf(word)) {
            case FREE -> "free";
            case HELD -> "held by " + ownerText(word, kin);
            case RESERVED -> "free, next is " + ownerText(word, kin);
            case ABANDONED ->
                    ownerOf(word) == 0
                            ? "abandoned"
                            : "abandoned, to be repaired by " + ownerText(word, kin);
        };
    }

    private static String ownerText(long word, Kin kin) {
        int member = memberOf(word);
        String dead = kin.isAlive(member) ? "" : " (dead)";
        return "pid " + kin.pidOf(member) + dead + ", thread " + threadOf(word);
    }
}
