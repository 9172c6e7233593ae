package dev.progeny.manager;

import dev.progeny.channel.Address;
import dev.progeny.channel.AuthKey;
import dev.progeny.family.Family;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.util.UUID;

/// Where a server is and how to be let in.
///
/// @param manager which server
/// @param door where relatives knock; null if there is none
/// @param address where strangers connect; null if they cannot
/// @param key what strangers need; null if they cannot connect
record Whereabouts(
        UUID manager, @Nullable Door door, @Nullable Address address, @Nullable AuthKey key)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /// Where relatives of a server leave an end of a pair for it.
    ///
    /// @param family whose memory the queue is in
    /// @param queue the queue, encoded, since it can be decoded by relatives only
    /// @param pid of the server
    /// @param startMillis when the server's process began; with its pid it is unique
    @SuppressWarnings("ArrayRecordComponent") // told from others by the process alone
    record Door(String family, byte[] queue, long pid, long startMillis) implements Serializable {
        private static final long serialVersionUID = 1L;

        /// Whether this process can use it.
        boolean isReachable() {
            return family.equals(Family.address()) && isServerAlive();
        }

        boolean isServerAlive() {
            return ProcessHandle.of(pid)
                    .map(process -> startOf(process) == startMillis)
                    .orElse(false);
        }

        static long startOf(ProcessHandle process) {
            return process.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Door door
                    && door.pid == pid
                    && door.startMillis == startMillis
                    && door.family.equals(family);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(pid);
        }
    }

    @Override
    public String toString() {
        return address != null ? address.toString() : "pid " + (door == null ? "?" : door.pid());
    }
}
