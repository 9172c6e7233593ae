package dev.progeny.manager;

import java.time.Duration;

/// A managed event as its users see it.
final class EventView extends Same implements RemoteEvent, View {
    private static final long serialVersionUID = 1L;

    private final transient EventCalls calls;

    EventView(EventCalls calls) {
        this.calls = calls;
    }

    @Override
    public EventCalls calls() {
        return calls;
    }

    @Override
    public Object writeReplace() {
        return handle();
    }

    private boolean await(long nanos) throws InterruptedException {
        return Patience.interruptibly(calls::isSet) || (nanos > 0 && calls.await(nanos));
    }

    @Override
    public void set() {
        calls.set();
    }

    @Override
    public void clear() {
        calls.clear();
    }

    @Override
    public boolean isSet() {
        return calls.isSet();
    }

    @Override
    public void await() throws InterruptedException {
        await(Patience.ENDLESS);
    }

    @Override
    public boolean await(Duration timeout) throws InterruptedException {
        return await(Patience.of(timeout));
    }
}
