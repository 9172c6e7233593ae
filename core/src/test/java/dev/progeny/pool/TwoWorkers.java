package dev.progeny.pool;

import dev.progeny.StartUnderTest;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// What tests have in common that share a pool of two workers.
abstract class TwoWorkers {
    static ProcessPool pool;

    @TempDir Path directory;

    @BeforeAll
    static void open() {
        StartUnderTest.choose();
        pool = ProcessPool.open(2);
    }

    @AfterAll
    static void close() {
        pool.close();
        StartUnderTest.end();
    }

    static <T> T ask(Future<T> future) throws Exception {
        return future.get(Signals.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
