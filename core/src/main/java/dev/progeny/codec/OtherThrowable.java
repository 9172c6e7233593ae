package dev.progeny.codec;

/// Stands, inside the serialized form of a throwable, for another one that travels beside it. Is a
/// throwable itself, so that it fits where a cause fits.
final class OtherThrowable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Number of the node; -1 for one that was left out.
    final int number;

    OtherThrowable(int number) {
        super(null, null, false, false);
        this.number = number;
    }
}
