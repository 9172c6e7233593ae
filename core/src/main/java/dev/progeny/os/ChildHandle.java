package dev.progeny.os;

/// A child process, from its parent's side.
public interface ChildHandle {

    /// Identity of the child.
    ///
    /// @return pid and start time
    ProcessIdentity identity();

    /// Sends bytes over the private channel. Never blocks: what the channel does not take at once
    /// is kept and sent as the child reads. Nothing happens when the child has gone.
    ///
    /// @param bytes what to send; not changed afterwards by the caller
    void send(byte[] bytes);

    /// Sends a signal. Nothing happens when the child has ended; never hits another process.
    ///
    /// @param signal which one
    void signal(Signal signal);

    /// Goes on reading a captured stream after [ChildListener#output] said to stop.
    ///
    /// @param stderr which stream
    void resumeOutput(boolean stderr);

    /// Signals that Progeny sends, with their numbers on Linux.
    enum Signal {
        /// The Ctrl-C of a terminal.
        INTERRUPT(2),
        /// Dumps a JVM's threads.
        QUIT(3),
        /// Ends at once; cannot be handled.
        KILL(9),
        /// Asks to end.
        TERMINATE(15);

        private final int number;

        Signal(int number) {
            this.number = number;
        }

        /// Its number.
        ///
        /// @return the number on Linux
        public int number() {
            return number;
        }
    }
}
