"""A copy of a managed dict of a million entries, in milliseconds."""
import multiprocessing
import time

import measure

ENTRIES = 1_000_000


def main():
    with multiprocessing.get_context("spawn").Manager() as manager:
        managed = manager.dict({key: -key for key in range(ENTRIES)})

        def sample():
            begin = time.perf_counter()
            copy = managed.copy()
            millis = (time.perf_counter() - begin) * 1e3
            measure.check(len(copy) == ENTRIES and copy[777_777] == -777_777, "not the dict's entries")
            return millis

        measure.report("ms", sample)


if __name__ == "__main__":
    main()
