package dev.progeny.pool;

import java.util.concurrent.ExecutorService;

class InProcessPoolContractTest extends ProcessPoolContract {
    @Override
    ExecutorService open() {
        return ProcessPool.open(o -> o.withWorkers(2).inProcess());
    }
}
