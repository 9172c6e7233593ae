"""Elements through a Queue from some children. Arguments: children, bytes (0: an integer)."""
import multiprocessing
import sys
import time

import measure

CAPACITY = 1024
BYTES_PER_SAMPLE = 64 << 20
MOST_ELEMENTS = 50_000


def flood(queue, size):
    element = 42 if size == 0 else bytes(size)
    while True:
        queue.put(element)


def main():
    putters, size = int(sys.argv[1]), int(sys.argv[2])
    elements = min(MOST_ELEMENTS, BYTES_PER_SAMPLE // max(1, size))
    context = multiprocessing.get_context("spawn")
    queue = context.Queue(CAPACITY)
    children = [context.Process(target=flood, args=(queue, size)) for _ in range(putters)]
    for child in children:
        child.start()

    def sample():
        begin = time.perf_counter()
        for _ in range(elements):
            element = queue.get()
            measure.check(element == 42 if size == 0 else len(element) == size, "taken")
        return elements / (time.perf_counter() - begin)

    measure.report("/s", sample)
    for child in children:
        child.kill()
        child.join()


if __name__ == "__main__":
    main()
