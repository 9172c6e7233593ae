package dev.progeny.pool;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The contract holds for the JDK's own executor: it says what the JDK means, not what we do.
class ThreadPoolContractTest extends ExecutorServiceContract {
    @Override
    ExecutorService open() {
        return Executors.newFixedThreadPool(2);
    }
}
