package dev.progeny.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;
import dev.progeny.channel.Connection;
import dev.progeny.codec.ClassFilter;
import dev.progeny.manager.ManagerProtocol.Message;
import dev.progeny.park.Deadline;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A call that was received as its session ended on another thread.
@ExtendWith(NothingLeft.class)
class LateCallTest {

    interface Waiting {
        void await() throws InterruptedException;
    }

    @Test
    void callThatBeginsAfterTheEndOfItsSessionIsGivenUp() throws Exception {
        try (var pair = Connection.<Object>pair()) {
            var session = new Ending(pair.left(), () -> new CountDownLatch(1).await());
            long method = Methods.of(Waiting.class).all().iterator().next().number;
            byte[] noArguments = session.encode(new Object[0], 0).bytes();
            session.executions()
                    .begin(new Message.Call(1, 1, method, 1, new Payload(noArguments, 0)));
            assertThat(session.isOver.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    /// Ends just as a call looks for its object.
    private static final class Ending extends Session {
        private final Guest guest = new Guest(UUID.randomUUID(), 4711);
        private final CountDownLatch isOver = new CountDownLatch(1);
        private final Entry entry;

        Ending(Connection<Object> connection, Waiting waiting) {
            super(connection, ClassFilter.standard(), ManagerProtocol.Side.SERVES, 10);
            entry = new Entry(exporter(), 1, waiting, Waiting.class);
        }

        @Override
        Entry find(long target) {
            end(null);
            return entry;
        }

        @Override
        Guest guest() {
            return guest;
        }

        @Override
        boolean mayRunHere() {
            return false;
        }

        @Override
        RuntimeException gone(Throwable cause) {
            return new ServerGoneException("the client has gone", cause);
        }

        @Override
        Exporter exporter() {
            return asked -> asked;
        }

        @Override
        void given(Entry given) {}

        @Override
        void released(long target, long count) {}

        @Override
        Entry export(Object object, Class<?> type) {
            throw new AssertionError("nothing is exported");
        }

        @Override
        Object proxyOf(long target, Class<?> type) {
            throw new AssertionError("nothing is referred to");
        }

        @Override
        void greeted(Message greeting) {}

        @Override
        void await(Pending pending, Deadline deadline) {}

        @Override
        void needReceiver() {}

        @Override
        void runHere(Methods.Remote method, Runnable call) {}

        @Override
        void reserve(int byteSize) {}

        @Override
        void unreserve(int byteSize) { // as the call ends
            isOver.countDown();
        }

        @Override
        void ended() {}
    }
}
