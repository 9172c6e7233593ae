package dev.progeny.pool;

import org.junit.jupiter.api.Tag;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The contract holds for the JDK's own executor: it says what the JDK means, not what we do.
@Tag("any-os")
class ThreadPoolContractTest extends ExecutorServiceContract {
    @Override
    ExecutorService open() {
        return Executors.newFixedThreadPool(2);
    }
}
