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
    /// A fork of this JVM, heap and all. Not available in this version: a JVM that is busy holds
    /// locks, sockets and files that its child would share.
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
                    case FORK ->
                            "this version of Progeny does not fork the application's own JVM;"
                                    + " use FORKSERVER with LaunchOptions.withPreload";
                };
        return new Availability(reason.isEmpty(), reason);
    }
}
