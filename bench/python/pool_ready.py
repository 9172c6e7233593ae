"""From the opening of a Pool of two, whose fork server runs already, to its first answer."""
import itertools
import multiprocessing
import time

import measure


def identity(x):
    return x


def main():
    context = multiprocessing.get_context("forkserver")
    numbers = itertools.count()

    def sample():
        argument = next(numbers)
        begin = time.perf_counter()
        pool = context.Pool(2)
        try:
            result = pool.apply(identity, (argument,))
            millis = (time.perf_counter() - begin) * 1e3
            measure.check(result == argument, f"result={result}, argument={argument}")
            return millis
        finally:
            pool.close()
            pool.join()

    measure.report("ms", sample)


if __name__ == "__main__":
    main()
