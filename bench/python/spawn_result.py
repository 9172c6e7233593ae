"""Start of a child by the spawn method, or the one that is named, its result through a pipe, and its end."""
import itertools
import multiprocessing
import sys
import time

import measure


def child(sender, captured):
    sender.send(captured * 3 + 1)
    sender.close()


def main():
    method = "forkserver" if "forkserver" in sys.argv else "spawn"
    context = multiprocessing.get_context(method)
    numbers = itertools.count()

    def sample():
        captured = next(numbers)
        begin = time.perf_counter()
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(target=child, args=(sender, captured))
        process.start()
        sender.close()
        result = receiver.recv()
        process.join()
        millis = (time.perf_counter() - begin) * 1e3
        measure.check(result == captured * 3 + 1, f"result={result}")
        measure.check(process.exitcode == 0, f"exitcode={process.exitcode}")
        receiver.close()
        process.close()
        return millis

    measure.report("ms", sample)


if __name__ == "__main__":
    main()
