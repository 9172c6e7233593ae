"""Messages of some bytes from a child, through a one-way Pipe."""
import multiprocessing
import sys
import time

import measure

BYTES_PER_SAMPLE = 64 << 20
MOST_MESSAGES = 100_000


def flood(end, size):
    data = bytes(size)
    while True:
        end.send_bytes(data)


def main():
    size = int(sys.argv[1])
    messages = min(MOST_MESSAGES, BYTES_PER_SAMPLE // size)
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(False)
    child = context.Process(target=flood, args=(sender, size))
    child.start()
    into = bytearray(size)

    def sample():
        begin = time.perf_counter()
        for _ in range(messages):
            length = receiver.recv_bytes_into(into)
            measure.check(length == size, f"received={length}")
        return messages / (time.perf_counter() - begin)

    measure.report("/s", sample)
    child.kill()
    child.join()


if __name__ == "__main__":
    main()
