package dev.progeny.os;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// A JVM that is forked, from its parent's side.
///
///     parent                           template                  child
///     FORK, a socket ----------------> fork ------------------->
///     pid <--------------------------- pid
///     pid <----------------------------------------------------- pid
///     six descriptors -----------------------------------------> become 0 to 5
///
/// The socket is the child's alone. Both say the pid on it, whoever is first, so it is known though
/// one of them dies. The child is a child of this process, not of the template (`CLONE_PARENT`), so
/// its true end is known like any other child's. A child that waits for its descriptors for long is
/// a spare: to become something costs it a wake-up.
public final class Template implements AutoCloseable {
    static final long FORK = 1;

    /// Like FORK, but nobody waits for it: there is time to warm up.
    static final long SPARE = 2;

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

    /// Milliseconds for which a killed process is waited for; one that sleeps in a driver may take
    /// longer, and is then left.
    private static final int MOST_REAPS = 10_000;

    private final ChildHandle child;
    private final DescriptorSocket requests;
    private final List<Forked> spares = new ArrayList<>();

    /// Held together by all who ask for a fork until it is known, and alone by who reaps those that
    /// never will be.
    private final ReadWriteLock asking = new ReentrantReadWriteLock();

    private boolean isClosed;

    Template(ChildHandle child, DescriptorSocket requests) {
        this.child = child;
        this.requests = requests;
    }

    /// The template as a process.
    ///
    /// @return a child of this process
    public ChildHandle child() {
        return child;
    }

    /// Makes a child: a spare becomes it, or the template is forked.
    ///
    /// @param stdio its standard streams
    /// @param message the first bytes on its private channel; not changed afterwards
    /// @param listener told what the child says, and its end
    /// @return the child
    /// @throws OsException if the template has gone, does not answer, or cannot be forked
    public ChildHandle fork(SpawnRequest.Stdio stdio, byte[] message, ChildListener listener) {
        asking.readLock().lock();
        try {
            return forkAsked(stdio, message, listener);
        } finally {
            asking.readLock().unlock();
        }
    }

    private ChildHandle forkAsked(
            SpawnRequest.Stdio stdio, byte[] message, ChildListener listener) {
        for (var spare = takeSpare(); spare != null; spare = takeSpare()) {
            try {
                return hear(spare, stdio, message, listener);
            } catch (OsException e) {
                // it has died while it waited: the next one, or a new one
            }
        }
        return hear(request(FORK), stdio, message, listener);
    }

    private static ChildHandle hear(
            Forked forked, SpawnRequest.Stdio stdio, byte[] message, ChildListener listener) {
        try {
            return LinuxReactor.shared()
                    .spawn(
                            new LinuxReactor.Launch(
                                    given -> forked.become(stdio, given), stdio, message),
                            listener);
        } catch (RuntimeException | Error e) {
            forked.end();
            throw e;
        }
    }

    /// Forks until so many spares wait.
    ///
    /// @param count how many
    /// @throws OsException as [#fork]
    public void keepSpares(int count) {
        asking.readLock().lock();
        try {
            while (countSpares() < count) {
                addSpare(request(SPARE));
            }
        } finally {
            asking.readLock().unlock();
        }
    }

    private synchronized int countSpares() {
        return isClosed ? Integer.MAX_VALUE : spares.size();
    }

    private synchronized void addSpare(Forked spare) {
        if (isClosed) {
            spare.end();
        } else {
            spares.add(spare);
        }
    }

    private synchronized @Nullable Forked takeSpare() {
        return spares.isEmpty() ? null : spares.removeLast();
    }

    private Forked request(long kind) {
        int[] sockets = Syscalls.socketPair();
        try (var own = new DescriptorSocket(sockets[0])) {
            try (var childs = new DescriptorSocket(sockets[1])) {
                own.limit(ANSWER_LIMIT);
                requests.send(kind, List.of(childs.number()));
            }
            var answer = own.receive();
            if (answer == null) {
                child.signal(ChildHandle.Signal.KILL); // its group too, where an unheard child is
                endUnheard(own);
                throw new OsException(
                        "the template (pid "
                                + child.identity().pid()
                                + ") has died, or did not answer within "
                                + ANSWER_LIMIT,
                        null);
            }
            if (answer.word() < 0) {
                throw new OsException(
                        "the template (pid "
                                + child.identity().pid()
                                + ") cannot be forked: "
                                + ForkLibrary.reason(answer.word()),
                        null);
            }
            return new Forked(answer.word(), own.handOver());
        }
    }

    /// A child that was made nevertheless has told its pid, or its template has.
    private static void endUnheard(DescriptorSocket socket) {
        var late = socket.receive();
        if (late != null && late.word() > 0) {
            new Forked(late.word(), socket.handOver()).end();
        }
    }

    /// Reaps what nobody has heard of: a fork that was killed together with the template before
    /// either could say its pid. It is in the template's group, as long as it has not become
    /// anything. Call it after the template itself has been reaped.
    public void reapUnheard() {
        for (int i = 0; i < MOST_REAPS && !isGroupReaped(); i++) {
            // parks: a killed process ends when the kernel gets to it, and nobody has its pidfd
            LockSupport.parkNanos(1_000_000);
        }
    }

    private boolean isGroupReaped() {
        asking.writeLock().lock();
        try {
            return Syscalls.reapGroup(child.identity().pid());
        } finally {
            asking.writeLock().unlock();
        }
    }

    /// Ends the template and its spares.
    @Override
    public void close() {
        child.signal(ChildHandle.Signal.KILL);
        List<Forked> left;
        synchronized (this) {
            isClosed = true;
            left = List.copyOf(spares);
            spares.clear();
        }
        left.forEach(Forked::end);
        requests.close();
    }
}
