"""One task at a time through an idle Pool of two."""
import itertools
import multiprocessing
import time

import measure


def identity(x):
    return x


def main():
    numbers = itertools.count()
    with multiprocessing.get_context("spawn").Pool(2) as pool:

        def sample():
            argument = next(numbers)
            begin = time.perf_counter()
            result = pool.apply(identity, (argument,))
            micros = (time.perf_counter() - begin) * 1e6
            measure.check(result == argument, f"result={result}, argument={argument}")
            return micros

        measure.report("us", sample)


if __name__ == "__main__":
    main()
