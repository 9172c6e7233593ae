package dev.progeny.pool;

/// Which unit the worker's thread runs now, so that an interrupt meets that one or none.
final class RunningUnit {
    private final Thread thread;
    private long number;
    private volatile boolean isInterrupted;

    RunningUnit(Thread thread) {
        this.thread = thread;
    }

    synchronized void begin(long unit) {
        number = unit;
        isInterrupted = false;
    }

    /// Whether somebody asked to stop it, be it that the task has swallowed the interrupt.
    boolean isInterrupted() {
        return isInterrupted;
    }

    /// Forgets an interrupt that came too late to be noticed.
    @SuppressWarnings("ThreadInterruptedReturnValueIgnored")
    synchronized void end() {
        number = 0;
        Thread.interrupted();
    }

    synchronized void interrupt(long unit) {
        if (number == unit) {
            isInterrupted = true;
            thread.interrupt();
        }
    }
}
