"""A small record to bytes and back by pickle: the same five fields as in CodecRound.java."""
import dataclasses
import pickle
import time

import measure

TURNS = 2000


@dataclasses.dataclass
class Sample:
    id: int
    time: int
    text: str
    score: float
    counts: list


def main():
    record = Sample(1, 2, "hello world, record", 3.0, [1, 2, 3, 4])
    measure.check(pickle.loads(pickle.dumps(record, -1)) == record, "pickle changed the record")

    def sample():
        begin = time.perf_counter_ns()
        for _ in range(TURNS):
            pickle.loads(pickle.dumps(record, -1))
        return (time.perf_counter_ns() - begin) / TURNS

    measure.report("ns", sample)


if __name__ == "__main__":
    main()
