package dev.progeny.pool;

/// Which unit the worker's thread runs now, so that an interrupt meets that one or none.
final class RunningUnit {
    private final Thread thread;
    private long number;

    RunningUnit(Thread thread) {
        this.thread = thread;
    }

    synchronized void begin(long unit) {
        number = unit;
    }

    /// Forgets an interrupt that came too late to be noticed.
    @SuppressWarnings("ThreadInterruptedReturnValueIgnored")
    synchronized void end() {
        number = 0;
        Thread.interrupted();
    }

    synchronized void interrupt(long unit) {
        if (number == unit) {
            thread.interrupt();
        }
    }
}
