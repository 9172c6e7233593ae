package dev.progeny.manager;

import dev.progeny.channel.Connection;
import dev.progeny.codec.Codec;
import dev.progeny.manager.ManagerProtocol.Message;
import dev.progeny.manager.ManagerProtocol.Side;
import dev.progeny.park.Deadline;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// A client's end of a connection to its server.
///
/// Who waits for an answer receives, also for others, until his own has come; then he passes the
/// turn on. So the usual call needs no other thread. Where nobody waits, or where only virtual
/// threads do, which would keep their carriers, a thread of its own receives.
final class ClientSession extends Session implements Exporter {
    private static final Duration SLICE = Duration.ofMillis(50);
    private static final Duration LOOK = Duration.ofMillis(100);

    /// How long the receiving thread stays when nobody needs it.
    private static final long IDLE_MILLIS = 1000;

    private final Client client;
    private final boolean isFar;
    private final ReentrantLock turn = new ReentrantLock();
    private final AtomicInteger needs = new AtomicInteger();
    private final AtomicLong lastObject = new AtomicLong();
    private final Map<Long, Entry> objects = new ConcurrentHashMap<>();
    private final Semaphore work = new Semaphore(0);
    private final Semaphore closing = new Semaphore(0);
    private final DirectoryCalls directory;
    private @Nullable Thread receiver;
    private volatile Message.@Nullable Welcome welcome;
    private volatile @Nullable String refusal;
    private volatile long lastHeard = System.nanoTime();

    /// @param isFar whether only messages show that the server lives
    ClientSession(Client client, Connection<Object> connection, boolean isFar) {
        super(
                connection,
                client.options().filter(),
                Side.AWAITS_WELCOME,
                client.options().mostCalls());
        this.client = client;
        this.isFar = isFar;
        directory =
                (DirectoryCalls)
                        Proxies.make(
                                DirectoryCalls.class,
                                new SessionTarget(this, ManagerProtocol.DIRECTORY),
                                null);
    }

    Client client() {
        return client;
    }

    /// What the server offers beside objects.
    DirectoryCalls directory() {
        return directory;
    }

    /// Which server this is.
    UUID manager() {
        return Objects.requireNonNull(welcome, "not greeted yet").manager();
    }

    /// Says who this is, and waits until the server has answered.
    ///
    /// @throws ServerGoneException if it does not
    /// @throws CallRefusedException if it does not let this client in
    void greet(Message.Hello hello, Deadline deadline, BooleanSupplier isAlive)
            throws InterruptedException {
        send(hello);
        turn.lock();
        try {
            while (welcome == null && refusal == null && isOpen()) {
                receive(Deadline.after(LOOK));
                if (welcome == null && !isAlive.getAsBoolean()) {
                    throw new ServerGoneException("the server died before it answered: " + client);
                }
                if (welcome == null && deadline.isOver()) {
                    throw new ServerGoneException("the server does not answer: " + client);
                }
            }
        } finally {
            turn.unlock();
        }
        if (refusal != null) {
            throw new CallRefusedException("the server refuses this client: " + refusal);
        }
        if (welcome == null) {
            throw gone(reason());
        }
        if (isFar) {
            Thread.ofPlatform().daemon().name("progeny-manager-pulse").start(this::pulse);
        }
    }

    /// What the server said of itself; null if it said nothing that is understood here.
    @Nullable Whereabouts told() {
        var said = Objects.requireNonNull(welcome, "not greeted yet").whereabouts();
        return said.length() == 0
                ? null
                : (Whereabouts) Codec.java().decode(said.bytes(), said.offset(), said.length());
    }

    @Override
    void greeted(Message greeting) {
        switch (greeting) {
            case Message.Welcome said -> {
                mostBytes(said.mostBytes());
                welcome = said;
            }
            case Message.Refused(var reason) -> refusal = reason;
            default -> throw new AssertionError("no greeting: " + greeting);
        }
    }

    @Override
    void await(Pending pending, Deadline deadline) throws InterruptedException {
        boolean isVirtual = Thread.currentThread().isVirtual();
        if (isVirtual) {
            needs.incrementAndGet();
            needReceiver();
        }
        try {
            while (!pending.isDone() && !deadline.isOver()) {
                if (isVirtual || !turn.tryLock()) {
                    pending.await(deadline);
                } else {
                    receiveUntil(pending, deadline);
                }
            }
        } finally {
            if (isVirtual) {
                needs.decrementAndGet();
            }
            passTurn();
        }
    }

    private void receiveUntil(Pending pending, Deadline deadline) throws InterruptedException {
        try {
            while (!pending.isDone() && !deadline.isOver() && isOpen()) {
                receive(deadline);
            }
        } finally {
            turn.unlock();
        }
    }

    /// Has another one receive, if somebody waits.
    private void passTurn() {
        for (var pending : pendings().values()) {
            if (pending.isAwaited() && !turn.isLocked()) {
                pending.nudge();
                return;
            }
        }
    }

    @Override
    void needReceiver() {
        synchronized (work) {
            if (receiver == null && isOpen()) {
                receiver =
                        Thread.ofPlatform()
                                .daemon()
                                .name("progeny-manager-receiver")
                                .start(this::receiveForOthers);
            }
        }
        work.release();
    }

    private boolean isReceiverNeeded() {
        if (needs.get() > 0 || !objects.isEmpty()) {
            return true;
        }
        for (var pending : pendings().values()) {
            if (!pending.isAwaited()) {
                return true;
            }
        }
        return false;
    }

    private void receiveForOthers() {
        try {
            boolean isOn = true;
            while (isOn && isOpen()) {
                if (isReceiverNeeded()) {
                    receiveWhileNeeded();
                } else {
                    isOn = work.tryAcquire(IDLE_MILLIS, TimeUnit.MILLISECONDS) || !leave();
                    work.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            end(e);
        }
    }

    private void receiveWhileNeeded() throws InterruptedException {
        turn.lock();
        try {
            while (isOpen() && isReceiverNeeded()) {
                receive(Deadline.after(SLICE));
            }
        } finally {
            turn.unlock();
            passTurn();
        }
    }

    private boolean leave() {
        synchronized (work) {
            if (work.availablePermits() > 0 || isReceiverNeeded()) {
                return false;
            }
            receiver = null;
            return true;
        }
    }

    /// Shows the server that this client lives, and looks whether the server does.
    private void pulse() {
        long lease = TimeUnit.MILLISECONDS.toNanos(Objects.requireNonNull(welcome).leaseMillis());
        while (isOpen()) {
            try {
                if (closing.tryAcquire(lease / 4, TimeUnit.NANOSECONDS)) {
                    return;
                }
                Thread.startVirtualThread(() -> trySend(new Message.Ping()));
                drain();
            } catch (InterruptedException e) {
                end(e);
            }
            if (System.nanoTime() - lastHeard > lease) {
                end(new IllegalStateException("no sign of life for " + client.options().lease()));
            }
        }
    }

    /// Takes in what has come while nobody waited.
    private void drain() throws InterruptedException {
        if (turn.tryLock()) {
            try {
                boolean isMore;
                do {
                    isMore = receive(Deadline.after(Duration.ZERO));
                } while (isMore);
            } finally {
                turn.unlock();
                passTurn();
            }
        }
    }

    @Override
    void heard() {
        if (isFar) {
            lastHeard = System.nanoTime();
        }
    }

    /// Tells the server that this client does not come back, and ends.
    void sayGoodbye() {
        if (isOpen()) {
            trySend(new Message.Bye());
        }
        end(null);
    }

    @Override
    @Nullable Entry find(long target) {
        return objects.get(target);
    }

    @Override
    void given(Entry entry) {
        entry.given(guest());
    }

    @Override
    void released(long target, long count) {
        objects.remove(target);
    }

    @Override
    Entry export(Object object, Class<?> type) {
        var entry = new Entry(this, lastObject.incrementAndGet(), object, type);
        objects.put(entry.id(), entry);
        return entry;
    }

    @Override
    public Object farHandle(Entry entry) {
        throw new IllegalStateException(
                "what was passed by reference to a server can be used there only: object="
                        + entry
                        + "; make it a managed object, which everybody can use");
    }

    @Override
    Object proxyOf(long target, Class<?> type) {
        return client.received(this, target, type);
    }

    @Override
    boolean mayRunHere() {
        return false; // the receiving thread is somebody's who waits for something else
    }

    @Override
    void runHere(Methods.Remote method, Runnable call) {
        throw new AssertionError("never on the receiving thread: " + method);
    }

    @Override
    void reserve(int byteSize) {}

    @Override
    void unreserve(int byteSize) {}

    @Override
    Guest guest() {
        return Guest.LOCAL;
    }

    @Override
    Exporter exporter() {
        return this;
    }

    @Override
    void ended() {
        work.release();
        closing.release();
        if (welcome != null) {
            client.ended(this);
        }
    }

    @Override
    RuntimeException gone(@Nullable Throwable cause) {
        var first = cause instanceof ServerGoneException gone ? gone.getCause() : cause;
        return new ServerGoneException(
                "the server has gone: "
                        + client
                        + (first == null ? "" : ", reason=" + first.getMessage())
                        + "; a call that was in flight may have run, or not",
                first);
    }
}
