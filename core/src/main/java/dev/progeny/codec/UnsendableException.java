package dev.progeny.codec;

import dev.progeny.task.ProgenyException;

import org.jspecify.annotations.Nullable;

/// A value that cannot be sent to another process. Thrown where it was to be sent, before anything
/// of it has left; the message names the class that is to blame, the path to it and what to write
/// instead.
public final class UnsendableException extends ProgenyException {
    private static final long serialVersionUID = 1L;

    private final String className;
    private final String path;

    UnsendableException(String message, String className, String path, @Nullable Throwable cause) {
        super(message, cause);
        this.className = className;
        this.path = path;
    }

    /// The same where the value was part of something larger.
    ///
    /// @param place which part, for example `item 3 of the map`
    /// @return an exception with the place in front of its message and path
    public UnsendableException at(String place) {
        return new UnsendableException(
                place + ": " + getMessage(), className, place + " -> " + path, this);
    }

    /// Binary name of the class that is to blame.
    ///
    /// @return for example `com.acme.Report`
    public String className() {
        return className;
    }

    /// How the value leads to an object of that class.
    ///
    /// @return for example `lambda in com.acme.Main.run -> captured argument 1 -> field rows`
    public String path() {
        return path;
    }
}
