package dev.progeny.process;

import dev.progeny.task.ProgenyException;

/// A child ended before its task had said anything: killed, crashed, or left by `System.exit`,
/// also with code 0.
public final class ChildDiedException extends ProgenyException {
    private static final long serialVersionUID = 1L;

    private final long pid;
    private final ExitStatus status;
    private final String lastOutput;

    ChildDiedException(String message, long pid, ExitStatus status, String lastOutput) {
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

    /// What it wrote last to stderr, and the head of the JVM's report where the JVM crashed.
    ///
    /// @return a few lines; empty where it wrote nothing or they could not be kept
    public String lastOutput() {
        return lastOutput;
    }
}
