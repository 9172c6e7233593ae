"""Tasks a second when all are submitted before the first answer is read; argument: pool or ppe."""
import concurrent.futures
import multiprocessing
import sys
import time

import measure

TASKS = {"pool": 4000, "ppe": 1000}


def identity(x):
    return x


def sampler(send, receive, tasks):
    def sample():
        begin = time.perf_counter()
        futures = [send(i) for i in range(tasks)]
        results = [receive(future) for future in futures]
        seconds = time.perf_counter() - begin
        measure.check(results == list(range(tasks)), "the results differ from the arguments")
        return tasks / seconds

    return sample


def main():
    peer = sys.argv[1]
    context = multiprocessing.get_context("spawn")
    if peer == "pool":
        with context.Pool(2) as pool:
            send = lambda i: pool.apply_async(identity, (i,))
            measure.report("/s", sampler(send, lambda future: future.get(), TASKS[peer]))
    else:
        with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as executor:
            send = lambda i: executor.submit(identity, i)
            measure.report("/s", sampler(send, lambda future: future.result(), TASKS[peer]))


if __name__ == "__main__":
    main()
