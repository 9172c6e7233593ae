"""What all programs share: warm up, take samples until the time is over, print their median.

The message is the last line of the output: {"value": 12.5, "unit": "ms", "check": "ok"}.
The counterpart of Measurement.java, with the same rules.
"""
import json
import statistics
import sys
import time

FEWEST_SAMPLES = 3


def check(right, what):
    """Fails the program, and with it the row."""
    if not right:
        raise AssertionError(what)


def _take(sample, seconds, fewest):
    samples = []
    begin = time.perf_counter()
    while len(samples) < fewest or time.perf_counter() - begin < seconds:
        samples.append(sample())
    return samples


def report(unit, sample, finish=lambda: None):
    """Warms up for twice the time, measures for all of it, checks the end, prints the median."""
    words = sys.argv[1:]
    millis = int(words[words.index("--millis") + 1]) if "--millis" in words else 1000
    _take(sample, millis / 500, 1)
    value = statistics.median(_take(sample, millis / 1000, FEWEST_SAMPLES))
    finish()
    print(json.dumps({"value": value, "unit": unit, "check": "ok"}))
