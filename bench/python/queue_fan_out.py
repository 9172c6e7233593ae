"""Small elements from this process through a Queue to some children. Argument: children."""
import multiprocessing
import sys
import time

import measure

CAPACITY = 1024
ELEMENTS = 20_000
STOP = -1


def drain(queue, results):
    count = 0
    while queue.get() != STOP:
        count += 1
    results.put(count)


def main():
    takers = int(sys.argv[1])
    context = multiprocessing.get_context("spawn")
    queue, results = context.Queue(CAPACITY), context.Queue()
    children = [context.Process(target=drain, args=(queue, results)) for _ in range(takers)]
    for child in children:
        child.start()
    put = 0

    def sample():
        nonlocal put
        begin = time.perf_counter()
        for _ in range(ELEMENTS):
            queue.put(42)
        put += ELEMENTS
        return ELEMENTS / (time.perf_counter() - begin)

    def finish():
        for _ in children:
            queue.put(STOP)
        measure.check(sum(results.get() for _ in children) == put, "taken")
        for child in children:
            child.join()

    measure.report("/s", sample, finish)


if __name__ == "__main__":
    main()
