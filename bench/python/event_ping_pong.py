"""Two processes that wake each other by two Events, there and back."""
import multiprocessing
import time

import measure

TRIPS = 200


def answer(ping, pong, is_over):
    while True:
        ping.wait()
        ping.clear()
        if is_over.is_set():
            return
        pong.set()


def main():
    context = multiprocessing.get_context("spawn")
    ping, pong, is_over = context.Event(), context.Event(), context.Event()
    child = context.Process(target=answer, args=(ping, pong, is_over))
    child.start()

    def sample():
        begin = time.perf_counter()
        for _ in range(TRIPS):
            ping.set()
            pong.wait()
            pong.clear()
        micros = (time.perf_counter() - begin) * 1e6 / TRIPS
        measure.check(not ping.is_set() and not pong.is_set(), "one trip too many")
        return micros

    measure.report("us", sample)
    is_over.set()
    ping.set()
    child.join()


if __name__ == "__main__":
    main()
