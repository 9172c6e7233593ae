package dev.progeny.channel;

import dev.progeny.task.ProgenyException;

/// The next message is longer than what the receiver allows. The connection stays in step.
///
/// A message above the [limit of the connection][ConnectionOptions#withMessageLimit] is dropped;
/// one above what this one call could take stays the next message, for a call that takes more.
public final class MessageTooLongException extends ProgenyException {
    private static final long serialVersionUID = 1L;

    private final long byteSize;
    private final boolean isKept;

    private MessageTooLongException(String message, long byteSize, boolean isKept) {
        super(message, null);
        this.byteSize = byteSize;
        this.isKept = isKept;
    }

    static MessageTooLongException kept(long byteSize, long most) {
        return new MessageTooLongException(
                "the next message is too long for this call: byteSize="
                        + byteSize
                        + ", most="
                        + most
                        + "; receive it into a segment that is large enough, or skip() it",
                byteSize,
                true);
    }

    static MessageTooLongException dropped(long byteSize, long most) {
        return new MessageTooLongException(
                "a message was dropped, since it is longer than this connection allows: byteSize="
                        + byteSize
                        + ", most="
                        + most
                        + "; raise withMessageLimit, or send it in parts",
                byteSize,
                false);
    }

    /// Length of the message.
    ///
    /// @return bytes, as its sender announced them
    public long byteSize() {
        return byteSize;
    }

    /// Whether the message can still be received.
    ///
    /// @return false if it was dropped
    public boolean isKept() {
        return isKept;
    }
}
