package dev.progeny.pool;

import org.jspecify.annotations.Nullable;

/// Which unit the worker's thread runs now, so that a request meets that one or none.
final class RunningUnit {
    /// For [ThisTask], also in threads that the task starts.
    private static final ThreadLocal<@Nullable RunningUnit> CURRENT =
            new InheritableThreadLocal<>();

    private final Thread thread;
    private long number;
    private volatile boolean isStopped;

    RunningUnit(Thread thread) {
        this.thread = thread;
    }

    /// That of the worker to which this thread belongs; null in others.
    static @Nullable RunningUnit current() {
        return CURRENT.get();
    }

    /// By the worker's thread, once.
    void bind() {
        CURRENT.set(this);
    }

    synchronized void begin(long unit) {
        number = unit;
        isStopped = false;
    }

    /// Whether somebody asked to stop it, be it that the task has swallowed the interrupt.
    boolean isStopped() {
        return isStopped;
    }

    /// Forgets an interrupt that came too late to be noticed.
    @SuppressWarnings("ThreadInterruptedReturnValueIgnored")
    synchronized void end() {
        number = 0;
        Thread.interrupted();
    }

    /// Does what was asked of the worker, if it runs that unit. The unit cannot end meanwhile, so
    /// where it was is known before it answers.
    ///
    /// @param request see [WorkerMemory#ask]
    /// @param memory for the answer
    synchronized void obey(long request, WorkerMemory memory) {
        if (number != request >>> WorkerMemory.REQUEST_BITS) {
            return;
        }
        isStopped = true;
        if ((request & WorkerMemory.STACK) != 0) {
            memory.stack(number, Stack.encode(thread.getStackTrace()));
        }
        if ((request & WorkerMemory.INTERRUPT) != 0) {
            thread.interrupt();
        }
    }
}
