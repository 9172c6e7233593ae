package dev.progeny.channel;

/// Something in the family's memory that rings the [WatchBell] of those who watch it.
interface Watched {

    /// Whether it has something to say now. Never blocks.
    ///
    /// @throws ConnectionClosedException if it was closed in this process
    boolean isReadable();

    /// From now on the bell of this process is rung when a look is worth while. Calls are counted.
    void watch();

    /// Undoes one [#watch].
    void unwatch();

    /// Who would have to speak.
    ///
    /// @return a member of the family; 0 if anybody could
    int speaker();

    /// Told that the speaker may have died.
    void lookAfterSpeaker();
}
