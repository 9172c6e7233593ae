package dev.progeny.process;

import dev.progeny.os.Os;

import java.util.EnumMap;
import java.util.Map;

/// How a child comes to life.
public enum StartMethod {
    /// A fresh JVM with a lean boot path. Works everywhere.
    SPAWN,
    /// A fork of a warm template JVM: a quiet one that has run [LaunchOptions#withPreload] and
    /// nothing else. The child starts with the classes, the compiled code and the heap of its
    /// template, which the first start boots and all others use. Linux on x86-64.
    ///
    /// A child has all threads of its template, its own pid, random numbers and file offsets.
    /// Sockets, and files open for writing, are shared with the template: a preload must not leave
    /// any. Nor may it share memory, or leave children.
    FORKSERVER,
    /// A fork of this JVM, heap and all: what its objects and static fields are when the child is
    /// started, and independent of it from then on. Sharp, so only for who asks. Linux on x86-64;
    /// not with ZGC, nor while JDK Flight Recorder runs.
    ///
    /// - **Threads of the application stop** in the child, virtual ones included. So do its thread
    ///   pools, schedulers and timers: a task that is given to one of them there is not run. The
    ///   common pool and virtual threads begin anew.
    /// - **Locks that another thread holds**, or waits for, just then are not given back in the
    ///   child. Start children where nobody holds what they need.
    /// - **Sockets, pipes, and files open for writing are shared** with this process. Files open
    ///   for reading are not.
    /// - **Shutdown hooks, and files to delete at the end**, are this process's: the child has none
    ///   until it adds some.
    /// - **What Progeny shares** is for the child what its task captures, as with any start method.
    ///   Other queues, locks, pools, children and managers that it finds in the heap are not its
    ///   own; shared memory among them is closed there.
    /// - It has its own pid, random numbers and end. JVM options cannot be changed, but for `-D`.
    ///
    /// The caller's other threads are stopped for some milliseconds, which grow with the heap.
    FORK;

    /// Whether a start method can be used, and why not.
    ///
    /// @param isAvailable whether asking for it works
    /// @param reason empty where it is available
    public record Availability(boolean isAvailable, String reason) {}

    /// What can be used in this JVM.
    ///
    /// @return an entry for each start method
    public static Map<StartMethod, Availability> available() {
        var all = new EnumMap<StartMethod, Availability>(StartMethod.class);
        for (var method : values()) {
            all.put(method, method.availability());
        }
        return all;
    }

    /// Whether this one can be used in this JVM.
    ///
    /// @return the answer, with the reason where it is no
    public Availability availability() {
        String reason =
                switch (this) {
                    case SPAWN -> "";
                    case FORKSERVER -> Os.current().whyNoForks();
                    case FORK -> Os.current().whyNoForkOfThis();
                };
        return new Availability(reason.isEmpty(), reason);
    }
}
