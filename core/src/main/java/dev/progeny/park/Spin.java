package dev.progeny.park;

/// How long a waiter may look again and again before it sleeps. Immutable.
///
/// Sleeping and being woken costs 5 µs on a busy core and up to 50 µs on an idle one, so a wait
/// that will be shorter than that is better spun. Where more threads wait than there are
/// processors, a spinner only keeps the one it waits for from running. The limit is for the usual
/// wait: a [Doorbell] spins less where spinning did not pay, and now and then longer to find out.
public final class Spin {

    /// Tells a child that plans with a share of them how many processors the machine lends it: all
    /// members of a family may run at the same time on them.
    public static final String PROCESSORS_PROPERTY = "dev.progeny.processors";

    /// About what a sleep costs. Spinning longer than that can never pay twice over.
    private static final int LONGEST_NANOS = 50_000;

    private static final int USUAL_NANOS = 20_000;
    private static final Spin NONE = new Spin(0);

    private final int nanos;

    private Spin(int nanos) {
        this.nanos = nanos;
    }

    /// Sleep at once.
    ///
    /// @return no spinning
    public static Spin none() {
        return NONE;
    }

    /// Spin for some time.
    ///
    /// @param nanos the limit, at least 0; more than 50 µs counts as 50 µs
    /// @return spinning up to that time
    public static Spin upTo(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException("negative spin: nanos=" + nanos + "; use none()");
        }
        return nanos == 0 ? NONE : new Spin((int) Math.min(nanos, LONGEST_NANOS));
    }

    /// What suits a group of threads that may all want to run at the same time.
    ///
    /// @param participants how many they are, in all processes together
    /// @return none if there are more of them than processors
    public static Spin forParticipants(int participants) {
        boolean allCanRun = participants <= processors();
        return allCanRun ? new Spin(USUAL_NANOS) : NONE;
    }

    /// Processors on which members of this family may run.
    ///
    /// @return one or more; not fewer in a child that was given a share of them
    public static int processors() {
        return Integer.getInteger(PROCESSORS_PROPERTY, Runtime.getRuntime().availableProcessors());
    }

    int nanos() {
        return nanos;
    }

    @Override
    public String toString() {
        return "spin up to " + nanos + " ns";
    }
}
