"""How much of two workers' time is work, in percent, when a task takes a millisecond."""
import multiprocessing
import time

import measure

WORKERS = 2
TASKS = 200
TASK_SECONDS = 1e-3


def work(item):
    end = time.perf_counter() + TASK_SECONDS
    while time.perf_counter() < end:
        pass
    return item


def main():
    items = list(range(TASKS))
    with multiprocessing.get_context("spawn").Pool(WORKERS) as pool:

        def sample():
            begin = time.perf_counter()
            results = pool.map(work, items)
            elapsed = time.perf_counter() - begin
            measure.check(results == items, "the results differ from the items")
            return 100.0 * TASKS * TASK_SECONDS / WORKERS / elapsed

        measure.report("%", sample)


if __name__ == "__main__":
    main()
