package dev.progeny.ring;

import dev.progeny.task.ProgenyException;

/// A ring holds what no correct end of it writes: the other process is of another version, broken
/// or hostile. The ring is of no more use.
public final class RingCorruptedException extends ProgenyException {
    private static final long serialVersionUID = 1L;

    RingCorruptedException(String message) {
        super(message, null);
    }

    /// A counter that the other end wrote is impossible.
    static RingCorruptedException counter(String name, long found, long tail, long head) {
        return new RingCorruptedException(
                "corrupted ring: "
                        + name
                        + " out of bounds: found="
                        + found
                        + ", last good tail="
                        + tail
                        + ", last good head="
                        + head
                        + "; give the ring up, together with the process at its other end");
    }
}
