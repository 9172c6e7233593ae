"""500 MB from a child on request. Argument: queue or pipe."""
import multiprocessing
import sys
import time

import measure

SIZE = 500_000_000


def serve_queue(requests, queue):
    data = bytes(SIZE)
    while requests.recv():
        queue.put(data)


def serve_pipe(requests, end):
    data = bytes(SIZE)
    while requests.recv():
        end.send_bytes(data)


def main():
    context = multiprocessing.get_context("spawn")
    server, requests = context.Pipe(False)
    if sys.argv[1] == "queue":
        queue = context.Queue(1)
        child = context.Process(target=serve_queue, args=(server, queue))
        receive = queue.get
    else:
        end, other = context.Pipe(False)
        child = context.Process(target=serve_pipe, args=(server, other))
        into = bytearray(SIZE)

        def receive():
            end.recv_bytes_into(into)
            return into

    child.start()

    def sample():
        begin = time.perf_counter()
        requests.send(True)
        received = receive()
        millis = (time.perf_counter() - begin) * 1e3
        measure.check(len(received) == SIZE and received[-1] == 0, "received")
        return millis

    measure.report("ms", sample)
    requests.send(False)
    child.kill()
    child.join()


if __name__ == "__main__":
    main()
