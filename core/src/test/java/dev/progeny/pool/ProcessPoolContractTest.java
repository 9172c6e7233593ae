package dev.progeny.pool;

import org.junit.jupiter.api.Tag;

import java.util.concurrent.ExecutorService;

@Tag("process")
class ProcessPoolContractTest extends ProcessPoolContract {
    @Override
    ExecutorService open() {
        return ProcessPool.open(2);
    }
}
