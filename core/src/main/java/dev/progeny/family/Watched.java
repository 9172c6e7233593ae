package dev.progeny.family;

/// Something in the family's memory that can be waited for beside others; see [Watchers].
public interface Watched {

    /// Whether it has something to say now. Never blocks.
    ///
    /// @return true if a wait for it would end
    /// @throws RuntimeException if it was closed in this process
    boolean isReadable();

    /// Has the [bell][Members#bell] of this process rung when it changes next. Nothing if it was
    /// closed.
    void watch();

    /// Who would have to speak.
    ///
    /// @return a member of the family; 0 if anybody could
    default int speaker() {
        return 0;
    }

    /// Told every now and then during a wait that somebody may have died: the speaker, or, where
    /// anybody could be it, whoever.
    default void lookAfterSpeaker() {}
}
