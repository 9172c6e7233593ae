package dev.progeny.ring;

/// What a ring carries. Equality is identity: payloads are not compared.
///
/// @param kind a number that only the users of the ring understand
/// @param bytes the payload, not copied
@SuppressWarnings("ArrayRecordComponent") // a carrier between two calls, never a key
public record Frame(int kind, byte[] bytes) {

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return "frame of kind " + kind + " with " + bytes.length + " bytes";
    }
}
