package dev.progeny.task;

import org.jspecify.annotations.Nullable;

/// Stands for a throwable of another process that cannot be rebuilt here: its class is missing on
/// this side, or its own serialization fails. Carries what is known of it; its stack trace is the
/// one of the other process, and its causes and suppressed throwables follow as far as they travel.
public final class RemoteTaskException extends ProgenyException {
    private static final long serialVersionUID = 1L;

    private final String remoteClassName;
    private final @Nullable String remoteMessage;

    /// Makes the stand-in.
    ///
    /// @param remoteClassName binary name of the throwable's class over there
    /// @param remoteMessage its message, if it had one
    /// @param cause its cause, or a stand-in for that
    public RemoteTaskException(
            String remoteClassName, @Nullable String remoteMessage, @Nullable Throwable cause) {
        super(
                remoteMessage == null ? remoteClassName : remoteClassName + ": " + remoteMessage,
                cause);
        this.remoteClassName = remoteClassName;
        this.remoteMessage = remoteMessage;
    }

    /// Binary name of the class of the throwable in the other process.
    ///
    /// @return for example `com.acme.ParseException`
    public String remoteClassName() {
        return remoteClassName;
    }

    /// Message of the throwable in the other process.
    ///
    /// @return the message; null where it had none
    public @Nullable String remoteMessage() {
        return remoteMessage;
    }
}
