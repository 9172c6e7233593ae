package dev.progeny.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// What semaphores promise that may have a bound, which the JDK's has not.
public abstract class BoundedSemaphoreContract extends SemaphoreContract {

    protected abstract AnySemaphore createBounded(int permits);

    @Test
    void boundedOneRefusesMoreThanAtTheStart() throws Exception {
        var semaphore = closedAfterwards(createBounded(2));
        assertThatThrownBy(semaphore::release).isInstanceOf(IllegalStateException.class);
        semaphore.acquire();
        assertThat(semaphore.tryAcquire()).isTrue();
        assertThat(semaphore.tryAcquire()).isFalse();
        semaphore.release();
        semaphore.release();
        assertThatThrownBy(semaphore::release).isInstanceOf(IllegalStateException.class);
        assertThat(semaphore.availablePermits()).isEqualTo(2);
    }

    @Test
    void boundOfNoneLetsNobodyIn() {
        var semaphore = closedAfterwards(createBounded(0));
        assertThat(semaphore.tryAcquire()).isFalse();
        assertThatThrownBy(semaphore::release).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void fewerPermitsThanNoneAreRefused() {
        assertThatThrownBy(() -> create(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> createBounded(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
