"""From os.fork to the first instruction of the child, with 64 MB in use."""
import os
import struct
import time

import measure

HEAP = [bytearray(b"\x01") * (1 << 20) for _ in range(64)]


def main():
    def sample():
        reader, writer = os.pipe()
        begin = time.monotonic_ns()
        pid = os.fork()
        if pid == 0:
            os.write(writer, struct.pack("q", time.monotonic_ns()))
            os._exit(0)
        first = struct.unpack("q", os.read(reader, 8))[0]
        os.close(reader)
        os.close(writer)
        measure.check(os.waitpid(pid, 0)[1] == 0, "exit status")
        return (first - begin) / 1e6

    measure.report("ms", sample)


if __name__ == "__main__":
    main()
