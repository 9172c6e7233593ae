package dev.progeny.codec;

/// Throwables to bytes and back, with their stack frames. Neither way can fail.
public final class Throwables {
    private Throwables() {}

    /// Encodes a throwable, whatever its own methods do.
    ///
    /// @param throwable what a task threw
    /// @return its bytes, at most some hundred kilobytes for the sane
    public static byte[] encode(Throwable throwable) {
        return Codec.java().encode(throwable);
    }

    /// Decodes a throwable. It has its own type if that can be loaded and rebuilt here, else it is
    /// a [dev.progeny.task.RemoteTaskException]; either way its stack trace is that of the other
    /// process. Each call makes a new instance.
    ///
    /// @param bytes holds what [#encode(Throwable)] returned
    /// @param offset index of its first byte
    /// @param length number of its bytes
    /// @return the throwable; an [UnreadableException], returned and not thrown, if the bytes are
    ///     not one
    public static Throwable decode(byte[] bytes, int offset, int length) {
        try {
            if (Codec.java().decode(bytes, offset, length) instanceof Throwable throwable) {
                return throwable;
            }
            return new UnreadableException("not a throwable", null);
        } catch (UnreadableException e) {
            return e;
        }
    }
}
