package dev.progeny.sync;

import dev.progeny.family.Block;
import dev.progeny.family.Watchables;
import dev.progeny.family.Watched;
import dev.progeny.family.Watchers;
import dev.progeny.os.Os;
import dev.progeny.park.Doorbell;
import dev.progeny.park.Spin;
import dev.progeny.park.Wait;
import dev.progeny.shm.Shared;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.invoke.VarHandle;
import java.time.Duration;

/// A flag that threads of several processes wait for: one says that something has happened, all who
/// wait for it go on, and so does everybody who comes later, until it is cleared.
///
/// Each [#set] releases all who wait at that time, even if [#clear] follows at once.
///
/// **Memory.** What was done before `set()`, in any process, happens before what is done after a
/// wait that it ended, or after [#isSet] that saw it.
///
/// **When a process dies**, nothing is left behind: the event is set or it is not. If it dies right
/// between the two halves of setting it, waiters notice up to 50 ms later.
///
/// It can be waited for beside connections, queues and children: see
/// `Connection.awaitReadable`.
///
/// Safe for use by all threads. [#close] ends the waits through this object with
/// [IllegalStateException]; other processes go on.
public final class SharedEvent implements Shared {
    private static final long serialVersionUID = 1L;

    private final transient Block block;
    private final transient Use use;
    private final transient Flag flag;
    private final transient Watchers watchers;

    static {
        Watchables.register(SharedEvent.class, Watch::new);
    }

    private SharedEvent(Block block) {
        this.block = block;
        var doorbell = Doorbell.at(block.segment().asSlice(EventLayout.BELL), Os.current());
        use = new Use(block, doorbell);
        flag = new Flag(new Words(block.segment()), Bell.of(doorbell, Spin.forParticipants(2)));
        watchers = Watchers.at(block.segment().asSlice(EventLayout.WATCHERS));
    }

    /// An event that is not set.
    ///
    /// @return the event, to be closed
    public static SharedEvent create() {
        return new SharedEvent(Block.create(EventLayout.LAYOUT.byteSize()));
    }

    /// Sets it, and releases all who wait. Never blocks.
    public void set() {
        use.enter();
        try {
            flag.set();
            VarHandle.fullFence(); // set before the look for watchers
            watchers.ring();
        } finally {
            use.leave();
        }
    }

    /// Makes later comers wait again. Never blocks.
    public void clear() {
        use.enter();
        try {
            flag.clear();
        } finally {
            use.leave();
        }
    }

    /// Whether it is set now.
    ///
    /// @return true from [#set] to [#clear]
    public boolean isSet() {
        use.requireOpen();
        return flag.isSet();
    }

    /// Waits until it is set.
    ///
    /// @throws InterruptedException if this thread was interrupted before or meanwhile
    public void await() throws InterruptedException {
        waitFor(Patience.UNTIL_INTERRUPTED);
    }

    /// Waits until it is set, up to some time.
    ///
    /// @param timeout the longest wait; 0 and less is one look
    /// @return false if the time was over first
    /// @throws InterruptedException if this thread was interrupted before or meanwhile
    public boolean await(Duration timeout) throws InterruptedException {
        return waitFor(Patience.of(timeout));
    }

    private boolean waitFor(Patience patience) throws InterruptedException {
        use.enter();
        try {
            patience.checkInterrupt();
            var outcome = flag.await(patience);
            if (outcome == Wait.CLOSED) {
                throw new IllegalStateException("closed while waiting for the event");
            }
            return outcome == Wait.READY;
        } finally {
            use.leave();
        }
    }

    @Override
    public boolean isOwner() {
        return block.isOwner();
    }

    @Override
    public void close() {
        use.close();
    }

    @Override
    public String toString() {
        if (use.isClosed()) {
            return "SharedEvent[closed]";
        }
        return flag.isSet() ? "SharedEvent[set]" : "SharedEvent[unset]";
    }

    private Object writeReplace() {
        return new Sent(block.handle());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("an event travels as its handle, never as itself");
    }

    /// An event as one of many that are waited for: readable while it is set.
    private record Watch(SharedEvent event) implements Watched {
        @Override
        public boolean isReadable() {
            return event.isSet();
        }

        @Override
        public void watch() {
            if (!event.use.isClosed()) {
                event.use.enter();
                try {
                    event.watchers.watch();
                } finally {
                    event.use.leave();
                }
            }
        }
    }

    /// An event on its way.
    private record Sent(Block.Handle handle) implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            return new SharedEvent(Block.attach(handle));
        }
    }
}
