"""A number to a child and back, through a Pipe."""
import multiprocessing
import time

import measure

TRIPS = 2000
STOP = -1


def echo(end):
    number = end.recv()
    while number != STOP:
        end.send(number)
        number = end.recv()


def sample(end):
    begin = time.perf_counter()
    for number in range(TRIPS):
        end.send(number)
        back = end.recv()
        measure.check(back == number, f"sent={number}, received={back}")
    return (time.perf_counter() - begin) * 1e6 / TRIPS


def main():
    context = multiprocessing.get_context("spawn")
    end, other = context.Pipe()
    child = context.Process(target=echo, args=(other,))
    child.start()
    measure.report("us", lambda: sample(end))
    end.send(STOP)
    child.join()


if __name__ == "__main__":
    main()
