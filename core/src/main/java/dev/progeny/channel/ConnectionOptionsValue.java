package dev.progeny.channel;

import dev.progeny.codec.ClassFilter;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;

import javax.net.ssl.SSLContext;

/// The value behind [ConnectionOptions].
record ConnectionOptionsValue(
        ClassFilter filter,
        long messageLimit,
        Duration handshakeTimeout,
        int pendingStrangers,
        int backlog,
        @Nullable SSLContext tls)
        implements ConnectionOptions {
    static final ConnectionOptionsValue DEFAULTS =
            new ConnectionOptionsValue(
                    ClassFilter.standard(), Long.MAX_VALUE, Duration.ofSeconds(10), 64, 128, null);

    static ConnectionOptionsValue of(UnaryOperator<ConnectionOptions> options) {
        return (ConnectionOptionsValue) options.apply(DEFAULTS);
    }

    @Override
    public ConnectionOptions withFilter(ClassFilter newFilter) {
        Objects.requireNonNull(newFilter, "filter");
        return new ConnectionOptionsValue(
                newFilter, messageLimit, handshakeTimeout, pendingStrangers, backlog, tls);
    }

    @Override
    public ConnectionOptions withMessageLimit(long byteSize) {
        requirePositive("byteSize", byteSize);
        return new ConnectionOptionsValue(
                filter, byteSize, handshakeTimeout, pendingStrangers, backlog, tls);
    }

    @Override
    public ConnectionOptions withHandshakeTimeout(Duration timeout) {
        requirePositive("timeout in ns", timeout.isPositive() ? 1 : timeout.toNanos());
        return new ConnectionOptionsValue(
                filter, messageLimit, timeout, pendingStrangers, backlog, tls);
    }

    @Override
    public ConnectionOptions withPendingStrangers(int strangers) {
        requirePositive("strangers", strangers);
        return new ConnectionOptionsValue(
                filter, messageLimit, handshakeTimeout, strangers, backlog, tls);
    }

    @Override
    public ConnectionOptions withBacklog(int connections) {
        requirePositive("connections", connections);
        return new ConnectionOptionsValue(
                filter, messageLimit, handshakeTimeout, pendingStrangers, connections, tls);
    }

    @Override
    public ConnectionOptions withTls(SSLContext context) {
        Objects.requireNonNull(context, "context");
        return new ConnectionOptionsValue(
                filter, messageLimit, handshakeTimeout, pendingStrangers, backlog, context);
    }

    private static void requirePositive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    "must be greater than 0: " + name + "=" + value + "; leave it out");
        }
    }
}
