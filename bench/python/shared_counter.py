"""Two processes add one to a Value under its lock, many times."""
import multiprocessing
import time

import measure

INCREMENTS = 20_000


def add(value, times):
    for _ in range(times):
        with value.get_lock():
            value.value += 1


def serve(value, gate):
    while True:
        gate.wait()
        if value.value < 0:
            return
        add(value, INCREMENTS)
        gate.wait()


def main():
    context = multiprocessing.get_context("spawn")
    value = context.Value("q", 0)
    gate = context.Barrier(2)
    other = context.Process(target=serve, args=(value, gate), daemon=True)
    other.start()

    def sample():
        before = value.value
        gate.wait()
        begin = time.perf_counter()
        add(value, INCREMENTS)
        gate.wait()
        seconds = time.perf_counter() - begin
        added = value.value - before
        measure.check(added == 2 * INCREMENTS, f"added={added}")
        return added / seconds

    measure.report("/s", sample)
    value.value = -1
    gate.wait()
    other.join()


if __name__ == "__main__":
    main()
