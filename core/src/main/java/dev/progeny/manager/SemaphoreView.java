package dev.progeny.manager;

import java.time.Duration;

/// A managed semaphore as its users see it.
final class SemaphoreView extends Same implements RemoteSemaphore, View {
    private static final long serialVersionUID = 1L;

    private final transient SemaphoreCalls calls;

    SemaphoreView(SemaphoreCalls calls) {
        this.calls = calls;
    }

    @Override
    public SemaphoreCalls calls() {
        return calls;
    }

    @Override
    public Object writeReplace() {
        return handle();
    }

    private boolean acquire(long nanos) throws InterruptedException {
        return Patience.interruptibly(calls::tryAcquire) || (nanos > 0 && calls.acquire(nanos));
    }

    @Override
    public void acquire() throws InterruptedException {
        acquire(Patience.ENDLESS);
    }

    @Override
    public boolean tryAcquire() {
        return calls.tryAcquire();
    }

    @Override
    public boolean tryAcquire(Duration timeout) throws InterruptedException {
        return acquire(Patience.of(timeout));
    }

    @Override
    public void release() {
        calls.release();
    }

    @Override
    public int availablePermits() {
        return calls.permits();
    }
}
