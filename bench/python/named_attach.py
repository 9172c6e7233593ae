"""Attaching 500 MB of named shared memory, up to the first byte."""
import time
from multiprocessing import shared_memory

import measure

SIZE = 500_000_000


def main():
    memory = shared_memory.SharedMemory(create=True, size=SIZE)
    try:
        memory.buf[0] = 42

        def sample():
            begin = time.perf_counter()
            attached = shared_memory.SharedMemory(memory.name)
            first = attached.buf[0]
            micros = (time.perf_counter() - begin) * 1e6
            measure.check(first == 42 and attached.size >= SIZE, f"first={first}")
            attached.close()
            return micros

        measure.report("us", sample)
    finally:
        memory.close()
        memory.unlink()


if __name__ == "__main__":
    main()
