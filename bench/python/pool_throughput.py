"""Tasks a second when each travels in a message of its own; argument: pool or ppe."""
import concurrent.futures
import multiprocessing
import sys
import time

import measure

TASKS = {"pool": 4000, "ppe": 1000}


def identity(x):
    return x


def sampler(function, items):
    def sample():
        begin = time.perf_counter()
        results = list(function(identity, items, chunksize=1))
        seconds = time.perf_counter() - begin
        measure.check(results == items, "the results differ from the items")
        return len(items) / seconds

    return sample


def main():
    peer = sys.argv[1]
    items = list(range(TASKS[peer]))
    context = multiprocessing.get_context("spawn")
    if peer == "pool":
        with context.Pool(2) as pool:
            measure.report("/s", sampler(pool.map, items))
    else:
        with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as executor:
            measure.report("/s", sampler(executor.map, items))


if __name__ == "__main__":
    main()
