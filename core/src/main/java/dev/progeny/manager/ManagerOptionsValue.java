package dev.progeny.manager;

import dev.progeny.channel.Address;
import dev.progeny.channel.AuthKey;
import dev.progeny.channel.ConnectionOptions;
import dev.progeny.codec.ClassFilter;
import dev.progeny.process.LaunchOptions;
import dev.progeny.task.RemoteRunnable;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.time.Duration;
import java.util.function.UnaryOperator;

/// The value behind [ManagerOptions], in groups of what belongs together.
record ManagerOptionsValue(Reach reach, Served served, Used used) implements ManagerOptions {
    private static final Duration LEAST_LEASE = Duration.ofMillis(100);

    static final ManagerOptionsValue DEFAULTS =
            new ManagerOptionsValue(
                    new Reach(ClassFilter.standard(), UnaryOperator.identity()),
                    new Served(
                            null,
                            null,
                            null,
                            Duration.ofSeconds(10),
                            new Limits(1000, 1_000_000, 10_000, 1L << 30, 0)),
                    new Used(UnaryOperator.identity(), Duration.ofSeconds(5), Duration.ZERO, null));

    /// What holds for connections of this process.
    record Reach(ClassFilter filter, UnaryOperator<ConnectionOptions> connection) {}

    /// What a server has to know; it travels to a child.
    record Served(
            @Nullable Address address,
            @Nullable AuthKey key,
            @Nullable RemoteRunnable initializer,
            Duration lease,
            Limits limits)
            implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /// Bounds of a server. No bytes in flight means half of its heap.
    record Limits(int clients, int objects, int calls, long messageBytes, long bytesInFlight)
            implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /// What a client, or the owner of a server, has to know.
    record Used(
            UnaryOperator<LaunchOptions> launch,
            Duration stopGrace,
            Duration reconnect,
            @Nullable Duration callTimeout) {}

    static ManagerOptionsValue of(UnaryOperator<ManagerOptions> options) {
        return (ManagerOptionsValue) options.apply(DEFAULTS);
    }

    /// What a server in a child begins with.
    static ManagerOptionsValue of(Served served) {
        return new ManagerOptionsValue(DEFAULTS.reach, served, DEFAULTS.used);
    }

    @Nullable Address address() {
        return served.address;
    }

    @Nullable AuthKey key() {
        return served.key;
    }

    ClassFilter filter() {
        return reach.filter;
    }

    @Nullable RemoteRunnable initializer() {
        return served.initializer;
    }

    Duration lease() {
        return served.lease;
    }

    int mostClients() {
        return served.limits.clients;
    }

    int mostObjects() {
        return served.limits.objects;
    }

    int mostCalls() {
        return served.limits.calls;
    }

    long messageLimit() {
        return served.limits.messageBytes;
    }

    long mostBytesInFlight() {
        long asked = served.limits.bytesInFlight;
        return asked == 0 ? Runtime.getRuntime().maxMemory() / 2 : asked;
    }

    /// The options of a connection with a stranger; a message has a head besides its values.
    ConnectionOptions connection(ConnectionOptions defaults) {
        return reach.connection
                .apply(defaults)
                .withMessageLimit(messageLimit() + ManagerProtocol.CALL_HEAD)
                .withFilter(reach.filter);
    }

    private ManagerOptionsValue with(Served changed) {
        return new ManagerOptionsValue(reach, changed, used);
    }

    private ManagerOptionsValue with(Limits limits) {
        return with(
                new Served(served.address, served.key, served.initializer, served.lease, limits));
    }

    private ManagerOptionsValue with(Used changed) {
        return new ManagerOptionsValue(reach, served, changed);
    }

    @Override
    public ManagerOptions withAddress(Address address, AuthKey key) {
        return with(new Served(address, key, served.initializer, served.lease, served.limits));
    }

    @Override
    public ManagerOptions withFilter(ClassFilter filter) {
        return new ManagerOptionsValue(new Reach(filter, reach.connection), served, used);
    }

    @Override
    public ManagerOptions withConnection(UnaryOperator<ConnectionOptions> connection) {
        return new ManagerOptionsValue(new Reach(reach.filter, connection), served, used);
    }

    @Override
    public ManagerOptions withLaunch(UnaryOperator<LaunchOptions> launch) {
        return with(new Used(launch, used.stopGrace, used.reconnect, used.callTimeout));
    }

    @Override
    public ManagerOptions withInitializer(RemoteRunnable initializer) {
        return with(
                new Served(served.address, served.key, initializer, served.lease, served.limits));
    }

    @Override
    public ManagerOptions withLease(Duration lease) {
        require(lease.compareTo(LEAST_LEASE) >= 0, "lease", lease, "at least 100 ms");
        return with(
                new Served(served.address, served.key, served.initializer, lease, served.limits));
    }

    @Override
    public ManagerOptions withStopGrace(Duration grace) {
        require(!grace.isNegative(), "grace", grace, "zero or more");
        return with(new Used(used.launch, grace, used.reconnect, used.callTimeout));
    }

    @Override
    public ManagerOptions withReconnect(Duration patience) {
        require(!patience.isNegative(), "patience", patience, "zero or more");
        return with(new Used(used.launch, used.stopGrace, patience, used.callTimeout));
    }

    @Override
    public ManagerOptions withCallTimeout(Duration timeout) {
        require(timeout.isPositive(), "timeout", timeout, "longer than zero");
        return with(new Used(used.launch, used.stopGrace, used.reconnect, timeout));
    }

    @Override
    public ManagerOptions withClients(int most) {
        requirePositive("most", most);
        var old = served.limits;
        return with(new Limits(most, old.objects, old.calls, old.messageBytes, old.bytesInFlight));
    }

    @Override
    public ManagerOptions withObjects(int most) {
        requirePositive("most", most);
        var old = served.limits;
        return with(new Limits(old.clients, most, old.calls, old.messageBytes, old.bytesInFlight));
    }

    @Override
    public ManagerOptions withCalls(int most) {
        requirePositive("most", most);
        var old = served.limits;
        return with(
                new Limits(old.clients, old.objects, most, old.messageBytes, old.bytesInFlight));
    }

    @Override
    public ManagerOptions withMessageLimit(long byteSize) {
        requirePositive("byteSize", byteSize);
        var old = served.limits;
        return with(new Limits(old.clients, old.objects, old.calls, byteSize, old.bytesInFlight));
    }

    @Override
    public ManagerOptions withBytesInFlight(long byteSize) {
        requirePositive("byteSize", byteSize);
        var old = served.limits;
        return with(new Limits(old.clients, old.objects, old.calls, old.messageBytes, byteSize));
    }

    private static void requirePositive(String name, long value) {
        require(value > 0, name, value, "at least 1");
    }

    private static void require(boolean isRight, String name, Object value, String bound) {
        if (!isRight) {
            throw new IllegalArgumentException(
                    "must be " + bound + ": " + name + "=" + value + "; leave it out");
        }
    }
}
