package dev.progeny.os;

/// Told what a child says on its streams, and how it ended. Called by one thread at a time; must
/// not block, since that thread may serve all children.
public interface ChildListener {

    /// The child wrote to its private channel.
    ///
    /// @param bytes what it wrote, in order; the callee may keep the array
    void received(byte[] bytes);

    /// The child wrote to a captured standard stream.
    ///
    /// @param stderr whether to stderr, else to stdout
    /// @param bytes what it wrote; the callee may keep the array
    /// @return false to stop reading that stream until [ChildHandle#resumeOutput]
    boolean output(boolean stderr, byte[] bytes);

    /// The child ended. The last call about its private channel; output of a grandchild that
    /// inherited a standard stream may still follow.
    ///
    /// @param status how it ended
    /// @param crashLog head of the JVM's own report of a crash; empty where there is none
    void exited(WaitStatus status, String crashLog);
}
