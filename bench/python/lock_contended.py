"""A Lock that two processes take as often as they can: how often both do together."""
import multiprocessing
import time

import measure

PAIRS = 100_000


def take_and_give(lock):
    acquire, release = lock.acquire, lock.release
    for _ in range(PAIRS):
        acquire()
        release()


def rival(lock, meet, is_over):
    while True:
        meet.wait()
        if is_over.is_set():
            return
        take_and_give(lock)
        meet.wait()


def main():
    context = multiprocessing.get_context("spawn")
    lock, meet, is_over = context.Lock(), context.Barrier(2), context.Event()
    child = context.Process(target=rival, args=(lock, meet, is_over))
    child.start()

    def sample():
        meet.wait()
        begin = time.perf_counter()
        take_and_give(lock)
        meet.wait()
        seconds = time.perf_counter() - begin
        measure.check(lock.acquire(False), "the lock is not free")
        lock.release()
        return 2 * PAIRS / seconds

    measure.report("/s", sample)
    is_over.set()
    meet.wait()
    child.join()


if __name__ == "__main__":
    main()
