"""Items a second through a Pool.map that chooses its own chunks."""
import multiprocessing
import time

import measure

ITEMS = 1_000_000


def identity(x):
    return x


def main():
    items = list(range(ITEMS))
    with multiprocessing.get_context("spawn").Pool(2) as pool:

        def sample():
            begin = time.perf_counter()
            results = pool.map(identity, items)
            seconds = time.perf_counter() - begin
            measure.check(results == items, "the results differ from the items")
            return ITEMS / seconds

        measure.report("/s", sample)


if __name__ == "__main__":
    main()
