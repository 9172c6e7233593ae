"""How much of two workers' time is work, in percent, when the last items of a map are slow."""
import multiprocessing
import time

import measure

WORKERS = 2
ITEMS = 400
SLOW_FROM = 360
FAST_SECONDS = 1e-4
SLOW_SECONDS = 4e-3


def work(item):
    end = time.perf_counter() + (FAST_SECONDS if item < SLOW_FROM else SLOW_SECONDS)
    while time.perf_counter() < end:
        pass
    return item


def main():
    items = list(range(ITEMS))
    with multiprocessing.get_context("spawn").Pool(WORKERS) as pool:

        def sample():
            begin = time.perf_counter()
            results = pool.map(work, items)
            elapsed = time.perf_counter() - begin
            measure.check(results == items, "the results differ from the items")
            seconds = SLOW_FROM * FAST_SECONDS + (ITEMS - SLOW_FROM) * SLOW_SECONDS
            return 100.0 * seconds / WORKERS / elapsed

        measure.report("%", sample)


if __name__ == "__main__":
    main()
