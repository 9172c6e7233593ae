package dev.progeny.codec;

/// Throwables to bytes and back, with their stack frames. Neither way can fail.
public final class Throwables {
    private Throwables() {}

    /// Encodes a throwable, whatever its own methods do: what they hide or fail to give is left
    /// out, and its class name and frames always travel.
    ///
    /// @param throwable what a task threw
    /// @return its bytes
    public static byte[] encode(Throwable throwable) {
        try {
            return new ThrowableWriter().write(throwable);
        } catch (Throwable hostile) {
            return ThrowableWriter.nameOnly(throwable.getClass().getName());
        }
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
        return decode(bytes, offset, length, ClassFilter.standard());
    }

    /// Decodes a throwable behind a filter of the caller's.
    ///
    /// @param bytes holds what [#encode(Throwable)] returned
    /// @param offset index of its first byte
    /// @param length number of its bytes
    /// @param filter which classes may be made
    /// @return as above
    public static Throwable decode(byte[] bytes, int offset, int length, ClassFilter filter) {
        try {
            return new ThrowableReader(new Reader(bytes, offset, length), filter).read();
        } catch (Throwable failure) {
            return UnreadableException.because(failure);
        }
    }
}
