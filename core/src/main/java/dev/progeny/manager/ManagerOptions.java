package dev.progeny.manager;

import dev.progeny.channel.Address;
import dev.progeny.channel.AuthKey;
import dev.progeny.channel.ConnectionOptions;
import dev.progeny.codec.ClassFilter;
import dev.progeny.process.LaunchOptions;
import dev.progeny.task.RemoteRunnable;

import java.time.Duration;
import java.util.function.UnaryOperator;

/// How a manager is made and used: an immutable value; each `with` gives a changed copy. Given as
/// an operator, `Manager.start(o -> o.withLease(Duration.ofSeconds(5)))`.
public sealed interface ManagerOptions permits ManagerOptionsValue {

    /// Has a server that [Manager#start] makes also serve strangers, from the start.
    ///
    /// @param address where, see [dev.progeny.channel.Listener#bind]
    /// @param key what they must have
    /// @return changed copy
    ManagerOptions withAddress(Address address, AuthKey key);

    /// Sets which classes arguments and results may have. By default [ClassFilter#standard()]. A
    /// server in a child has the standard one, see `-Ddev.progeny.codec.allow` there.
    ///
    /// @param filter for what this process receives
    /// @return changed copy
    ManagerOptions withFilter(ClassFilter filter);

    /// Sets how connections with strangers are made.
    ///
    /// @param connection applied to the defaults
    /// @return changed copy
    ManagerOptions withConnection(UnaryOperator<ConnectionOptions> connection);

    /// Sets how the child of [Manager#start] is started.
    ///
    /// @param launch applied to [LaunchOptions#defaults]
    /// @return changed copy
    ManagerOptions withLaunch(UnaryOperator<LaunchOptions> launch);

    /// Runs something in the server before it serves anybody.
    ///
    /// @param initializer what to run; if it fails, so does the start
    /// @return changed copy
    ManagerOptions withInitializer(RemoteRunnable initializer);

    /// Sets how long an object stays on which nobody has a lease, how long a client that means to
    /// come back may be away, and after how long a silence over TCP the other side is taken for
    /// dead. By default 10 s. The server's word holds for its clients.
    ///
    /// @param lease at least 100 ms
    /// @return changed copy
    ManagerOptions withLease(Duration lease);

    /// Sets how long [Manager#close] lets the server end by itself before it is killed. By default
    /// 5 s.
    ///
    /// @param grace zero or more
    /// @return changed copy
    ManagerOptions withStopGrace(Duration grace);

    /// Has a client connect again when its connection breaks, at its next call, for so long. What
    /// was in flight fails all the same. By default, zero: it does not.
    ///
    /// @param patience how long to try
    /// @return changed copy
    ManagerOptions withReconnect(Duration patience);

    /// Sets the time limit of each call; see [Manager#within]. By default there is none.
    ///
    /// @param timeout longer than zero
    /// @return changed copy
    ManagerOptions withCallTimeout(Duration timeout);

    /// Sets how many clients a server takes. By default 1000.
    ///
    /// @param most at least 1
    /// @return changed copy
    ManagerOptions withClients(int most);

    /// Sets how many objects a server has. By default a million.
    ///
    /// @param most at least 1
    /// @return changed copy
    ManagerOptions withObjects(int most);

    /// Sets how many calls of a client may be in flight. By default 10,000.
    ///
    /// @param most at least 1
    /// @return changed copy
    ManagerOptions withCalls(int most);

    /// Sets the longest message. By default one GiB.
    ///
    /// @param byteSize encoded length of the arguments or the result, at least 1
    /// @return changed copy
    ManagerOptions withMessageLimit(long byteSize);

    /// Sets how long the arguments of all calls in flight may be together. By default half of the
    /// server's heap.
    ///
    /// @param byteSize at least 1
    /// @return changed copy
    ManagerOptions withBytesInFlight(long byteSize);
}
