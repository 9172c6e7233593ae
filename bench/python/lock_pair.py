"""A Lock that nobody else wants, taken and given up."""
import multiprocessing
import time

import measure

PAIRS = 100_000


def main():
    lock = multiprocessing.get_context("spawn").Lock()
    acquire, release = lock.acquire, lock.release

    def sample():
        begin = time.perf_counter()
        for _ in range(PAIRS):
            acquire()
            release()
        nanos = (time.perf_counter() - begin) * 1e9 / PAIRS
        measure.check(lock.acquire(False), "the lock is not free")
        lock.release()
        return nanos

    measure.report("ns", sample)


if __name__ == "__main__":
    main()
