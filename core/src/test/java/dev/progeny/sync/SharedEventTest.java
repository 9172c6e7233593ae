package dev.progeny.sync;

import static dev.progeny.sync.Threads.inThread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.process.ChildProcess;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/// A flag among threads and processes.
@ExtendWith(NothingLeft.class)
@SuppressWarnings("try") // closing in the middle is what is tested
class SharedEventTest extends EventContract {

    @Override
    protected AnyEvent create() {
        return new Shared(SharedEvent.create());
    }

    private record Shared(SharedEvent event) implements AnyEvent {
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
        public void close() {
            event.close();
        }
    }

    // SYN-15
    @Test
    void textSaysWhetherItIsSet() {
        try (var event = SharedEvent.create()) {
            assertThat(event).hasToString("SharedEvent[unset]");
            event.set();
            assertThat(event).hasToString("SharedEvent[set]");
            event.clear();
            assertThat(event).hasToString("SharedEvent[unset]");
        }
    }

    // SYN-14
    @Test
    @Tag("process")
    void childSetsIt() throws Exception {
        try (var event = SharedEvent.create();
                var child = ChildProcess.start(event::set)) {
            assertThat(event.await(Duration.ofSeconds(30))).isTrue();
            assertThat(child.join().isSuccess()).isTrue();

            event.clear();
            assertThat(event.await(Duration.ofMillis(1))).isFalse();
            try (var next = ChildProcess.start(event::set)) {
                assertThat(event.await(Duration.ofSeconds(30))).isTrue();
                assertThat(next.join().isSuccess()).isTrue();
            }
        }
    }

    // X-SYN-02
    @Test
    void closeEndsAWait() throws Exception {
        try (var event = SharedEvent.create()) {
            var waiter = inThread(() -> event.await(ChronoUnit.FOREVER.getDuration()));
            Threads.requireUndone(waiter);

            event.close();

            assertThatThrownBy(() -> waiter.get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(IllegalStateException.class);
            assertThatThrownBy(event::set).isInstanceOf(IllegalStateException.class);
            assertThat(event).hasToString("SharedEvent[closed]");
        }
    }
}
