package dev.progeny.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;
import dev.progeny.sync.EventContract;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

@ExtendWith(NothingLeft.class)
class RemoteEventTest extends EventContract {
    @RegisterExtension final Served served = new Served();

    @Override
    protected AnyEvent create() {
        return new Managed(served.manager().event());
    }

    /// At the server, where a thread is seen to wait; elsewhere, that is not known.
    @Test
    void onePulseReleasesWhoWaits() throws Exception {
        var event = new EventObject();
        var wait = new FutureTask<>(() -> event.await(Patience.ENDLESS));
        var waiter = Thread.ofPlatform().daemon().start(wait);
        Awaitility.await().until(() -> waiter.getState() == Thread.State.WAITING);
        event.set();
        event.clear();
        assertThat(wait.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(event.isSet()).isFalse();
    }

    private record Managed(RemoteEvent event) implements AnyEvent {
        @Override
        public void set() {
            event.set();
        }

        @Override
        public void clear() {
            event.clear();
        }

        @Override
        public boolean isSet() {
            return event.isSet();
        }

        @Override
        public void await() throws InterruptedException {
            event.await();
        }

        @Override
        public boolean await(Duration timeout) throws InterruptedException {
            return event.await(timeout);
        }

        @Override
        public void close() {} // it goes with its manager
    }
}
