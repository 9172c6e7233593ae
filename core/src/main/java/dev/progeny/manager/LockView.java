package dev.progeny.manager;

import dev.progeny.sync.AbandonedLockException;

import java.io.Serializable;
import java.time.Duration;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A managed lock as its users see it.
final class LockView extends Same implements RemoteLock, View {
    private static final long serialVersionUID = 1L;

    private final transient LockCalls calls;

    LockView(LockCalls calls) {
        this.calls = calls;
    }

    @Override
    public LockCalls calls() {
        return calls;
    }

    @Override
    public Object writeReplace() {
        return handle();
    }

    /// Something that waits, and that interrupts do not end.
    @FunctionalInterface
    private interface Waiting<T> {
        T run() throws InterruptedException;
    }

    private static <T> T throughInterrupts(Waiting<T> waiting) {
        boolean wasInterrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return waiting.run();
                } catch (InterruptedException e) {
                    wasInterrupted = true;
                }
            }
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean isTaken(LockCalls.Taken taken) {
        if (taken.death() != null) {
            throw AbandonedLockException.because(taken.death());
        }
        return taken.isTaken();
    }

    private boolean take(long nanos) throws InterruptedException {
        return isTaken(Patience.interruptibly(calls::tryTake))
                || (nanos > 0 && isTaken(calls.take(nanos)));
    }

    @Override
    public void lock() {
        throughInterrupts(() -> take(Patience.ENDLESS));
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        take(Patience.ENDLESS);
    }

    @Override
    public boolean tryLock() {
        return isTaken(calls.tryTake());
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return take(Patience.of(time, unit));
    }

    @Override
    public boolean tryLock(Duration timeout) throws InterruptedException {
        return take(Patience.of(timeout));
    }

    @Override
    public void unlock() {
        calls.release();
    }

    @Override
    public Hold hold() throws InterruptedException {
        lockInterruptibly();
        return this::unlock;
    }

    @Override
    public void recover() {
        throughInterrupts(
                () -> {
                    calls.recover();
                    return true;
                });
    }

    @Override
    public Optional<Holder> holder() {
        return Optional.ofNullable(calls.holder());
    }

    @Override
    public RemoteCondition newCondition() {
        return new On(this, calls.newCondition());
    }

    /// A condition.
    ///
    /// @param view its lock
    /// @param number its number there
    @SuppressWarnings({"WaitNotInLoop", "JavaUtilDate"}) // as the JDK's interface is
    private record On(LockView view, int number) implements RemoteCondition {
        private static final long serialVersionUID = 1L;

        @Override
        public RemoteLock lock() {
            return view;
        }

        private boolean await(long nanos) throws InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted before the wait");
            }
            return withLockAgain(() -> view.calls.await(number, nanos));
        }

        /// A client that comes back after its connection broke in a wait has the lock again, as
        /// after any wait, before it is told.
        private <T> T withLockAgain(Waiting<T> wait) throws InterruptedException {
            try {
                return wait.run();
            } catch (ServerGoneException e) {
                try {
                    throughInterrupts(
                            () -> {
                                view.calls.regain();
                                return true;
                            });
                } catch (AbandonedLockException abandoned) {
                    abandoned.addSuppressed(e);
                    throw abandoned;
                } catch (RuntimeException never) {
                    e.addSuppressed(never);
                }
                throw e;
            }
        }

        @Override
        public void await() throws InterruptedException {
            await(Patience.ENDLESS);
        }

        @Override
        public void awaitUninterruptibly() {
            throughInterrupts( // those that come before it is called
                    () ->
                            withLockAgain(
                                    () -> {
                                        view.calls.awaitUninterruptibly(number);
                                        return true;
                                    }));
        }

        @Override
        public long awaitNanos(long nanos) throws InterruptedException {
            long begin = System.nanoTime();
            boolean isSignalled = await(Math.max(0, nanos));
            long left = nanos - (System.nanoTime() - begin);
            return isSignalled ? Math.max(1, left) : Math.min(0, left);
        }

        @Override
        public boolean await(long time, TimeUnit unit) throws InterruptedException {
            return await(Patience.of(time, unit));
        }

        @Override
        public boolean await(Duration timeout) throws InterruptedException {
            return await(Patience.of(timeout));
        }

        @Override
        public boolean awaitUntil(Date end) throws InterruptedException {
            long left = end.getTime() - System.currentTimeMillis();
            return await(Patience.of(left, TimeUnit.MILLISECONDS));
        }

        @Override
        public void signal() {
            view.calls.signal(number, false);
        }

        @Override
        public void signalAll() {
            view.calls.signal(number, true);
        }

        /// The lock travels as a proxy does.
        private Object writeReplace() {
            return new Travelling(view, number);
        }

        /// A condition on its way.
        private record Travelling(RemoteLock lock, int number) implements Serializable {
            private static final long serialVersionUID = 1L;

            private Object readResolve() {
                return new On((LockView) lock, number);
            }
        }
    }
}
