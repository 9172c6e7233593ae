package dev.progeny.pool;

import dev.progeny.process.ExitStatus;
import dev.progeny.task.ProgenyException;

/// The worker that ran a task ended in the middle of it: killed, crashed, or left by `System.exit`,
/// also with code 0. Only this task is affected; whether it had an effect before, nobody knows.
public final class WorkerDiedException extends ProgenyException {
    private static final long serialVersionUID = 1L;

    private final long pid;
    private final ExitStatus status;
    private final String lastOutput;

    WorkerDiedException(String message, long pid, ExitStatus status, String lastOutput) {
        super(message, null);
        this.pid = pid;
        this.status = status;
        this.lastOutput = lastOutput;
    }

    /// Which process it was.
    ///
    /// @return its pid
    public long pid() {
        return pid;
    }

    /// How it ended.
    ///
    /// @return code and signal
    public ExitStatus status() {
        return status;
    }

    /// What the worker wrote last to stderr, and the head of the JVM's report where it crashed.
    ///
    /// @return a few lines; empty where it wrote nothing
    public String lastOutput() {
        return lastOutput;
    }
}
