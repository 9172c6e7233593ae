package dev.progeny.channel;

import dev.progeny.codec.ClassFilter;

import java.time.Duration;

import javax.net.ssl.SSLContext;

/// How a connection between strangers is made and used: an immutable value; each `with` gives a
/// changed copy. Given as an operator, `o -> o.withMessageLimit(1 << 20)`.
public sealed interface ConnectionOptions permits ConnectionOptionsValue {

    /// Sets which classes messages may have. By default [ClassFilter#standard()].
    ///
    /// @param filter for what is received
    /// @return changed copy
    ConnectionOptions withFilter(ClassFilter filter);

    /// Has the connection run through TLS 1.3: nobody in between can read it, alter it, or pass
    /// proofs of the key on. For TCP, and for both sides. By default there is no TLS.
    ///
    /// The listener's context has a certificate with its key, the client's one believes that
    /// certificate (its trust managers do), and it has to be of the host of the [Address.Tcp]. Both
    /// sides prove to have the [AuthKey] all the same, inside TLS. A trust manager that asks the
    /// network holds the listener up meanwhile.
    ///
    /// @param context of the JDK
    /// @return changed copy
    ConnectionOptions withTls(SSLContext context);

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
