package dev.progeny.channel;

import dev.progeny.codec.ClassFilter;

import java.time.Duration;

/// How a connection between strangers is made and used: an immutable value; each `with` gives a
/// changed copy. Given as an operator, `o -> o.withMessageLimit(1 << 20)`.
public sealed interface ConnectionOptions permits ConnectionOptionsValue {

    /// Sets which classes messages may have. By default [ClassFilter#standard()].
    ///
    /// @param filter for what is received
    /// @return changed copy
    ConnectionOptions withFilter(ClassFilter filter);

    /// Sets the longest message that is received. A longer one is dropped, which its receiver is
    /// told by a [MessageTooLongException]. By default there is no limit: memory is taken only for
    /// what has arrived.
    ///
    /// @param byteSize encoded length, at least 1
    /// @return changed copy
    ConnectionOptions withMessageLimit(long byteSize);

    /// Sets how long connecting and the handshake may take together. By default 10 s.
    ///
    /// @param timeout longer than zero
    /// @return changed copy
    ConnectionOptions withHandshakeTimeout(Duration timeout);

    /// Sets how many that have not yet proven to have the key a listener talks to at a time. When
    /// one more comes, the one that has been there longest is dropped. By default 64.
    ///
    /// @param strangers at least 1
    /// @return changed copy
    ConnectionOptions withPendingStrangers(int strangers);

    /// Sets how many authenticated connections may wait for `accept()`. While there are as many, no
    /// others are let in. By default 128.
    ///
    /// @param connections at least 1
    /// @return changed copy
    ConnectionOptions withBacklog(int connections);
}
