"""Some processes call a managed dict all the time: calls a second of all of them."""
import multiprocessing
import sys
import time

import measure

WINDOW_SECONDS = 0.25


def call(managed, count):
    while True:
        measure.check(managed["a"] == 42, "another value came back")
        count.value += 1


def main():
    clients = int(sys.argv[1])
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager:
        managed = manager.dict()
        managed["a"] = 42
        counts = [context.Value("q", 0, lock=False) for _ in range(clients)]
        children = [context.Process(target=call, args=(managed, count), daemon=True) for count in counts]
        for child in children:
            child.start()
        while any(count.value == 0 for count in counts):
            time.sleep(0.001)

        def sample():
            before = sum(count.value for count in counts)
            begin = time.perf_counter()
            time.sleep(WINDOW_SECONDS)
            seconds = time.perf_counter() - begin
            return (sum(count.value for count in counts) - before) / seconds

        measure.report("/s", sample)
        for child in children:
            child.kill()
            child.join()


if __name__ == "__main__":
    main()
