package dev.progeny.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;
import dev.progeny.sync.LockContract;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

@ExtendWith(NothingLeft.class)
class RemoteLockTest extends LockContract {
    @RegisterExtension final Served served = new Served();

    @Override
    protected Lock create() {
        return served.manager().lock();
    }

    @Override
    protected int rounds() {
        return 150;
    }

    /// At the server, where a thread is seen to wait; elsewhere, that is not known.
    @Test
    void waitersAreServedInTheOrderOfComing() throws Exception {
        var lock = new LockObject();
        assertThat(lock.tryTake().isTaken()).isTrue();
        var order = new ArrayList<Integer>();
        var waits = new ArrayList<FutureTask<Boolean>>();
        for (int i = 0; i < 4; i++) {
            int number = i;
            var wait =
                    new FutureTask<>(
                            () -> {
                                lock.take(Patience.ENDLESS);
                                order.add(number);
                                lock.release();
                                return true;
                            });
            var waiter = Thread.ofPlatform().daemon().start(wait);
            Awaitility.await().until(() -> waiter.getState() == Thread.State.TIMED_WAITING);
            waits.add(wait);
        }
        lock.release();
        for (var wait : waits) {
            assertThat(wait.get(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(order).containsExactly(0, 1, 2, 3);
    }
}
