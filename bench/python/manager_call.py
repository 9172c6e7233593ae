"""One call of a managed dict after the other: microseconds a call."""
import multiprocessing
import time

import measure

CALLS = 1_000


def main():
    with multiprocessing.get_context("spawn").Manager() as manager:
        managed = manager.dict()
        managed["a"] = 42

        def sample():
            total = 0
            begin = time.perf_counter()
            for _ in range(CALLS):
                total += managed["a"]
            micros = (time.perf_counter() - begin) * 1e6
            measure.check(total == 42 * CALLS, f"total={total}")
            return micros / CALLS

        measure.report("us", sample)


if __name__ == "__main__":
    main()
