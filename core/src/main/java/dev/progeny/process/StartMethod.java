package dev.progeny.process;

import java.util.EnumMap;
import java.util.Map;

/// How a child comes to life.
public enum StartMethod {
    /// A fresh JVM with a lean boot path. Works everywhere.
    SPAWN,
    /// A fork of a warm template JVM.
    FORKSERVER,
    /// A fork of this JVM, heap and all.
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

    Availability availability() {
        return this == SPAWN
                ? new Availability(true, "")
                : new Availability(false, "this version of Progeny does not fork yet; use SPAWN");
    }
}
