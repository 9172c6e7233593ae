"""A number to a child and back, over a socket: unix or tcp."""
import multiprocessing
import sys
from multiprocessing.connection import Client, Listener

import measure
from pipe_round_trip import STOP, echo, sample

KEY = b"a key of thirty-two bytes, or so"


def serve(address):
    with Client(address, authkey=KEY) as end:
        echo(end)


def main():
    family = "AF_UNIX" if sys.argv[1] == "unix" else "AF_INET"
    with Listener(family=family, authkey=KEY) as listener:
        child = multiprocessing.get_context("spawn").Process(
            target=serve, args=(listener.address,))
        child.start()
        with listener.accept() as end:
            measure.report("us", lambda: sample(end))
            end.send(STOP)
        child.join()


if __name__ == "__main__":
    main()
