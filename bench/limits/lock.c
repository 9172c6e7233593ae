// A futex lock of three states (free, taken, taken with waiters) in shared memory: what taking and
// giving it up costs when nobody else wants it. Takes --millis N, prints one message.
#define _GNU_SOURCE
#include "lock.h"

int main(int argc, char **argv) {
    double millis = millis_of(argc, argv);
    Shared *shared = map_shared();
    static double samples[MOST_SAMPLES];
    int count = 0;
    take_and_give(shared, PAIRS);
    for (double end = nanos() + millis * 1e6; count < 3 || nanos() < end;) {
        double begin = nanos();
        take_and_give(shared, PAIRS);
        samples[count++] = (nanos() - begin) / PAIRS;
        if (count == MOST_SAMPLES) break;
    }
    check_free(shared);
    report("ns", samples, count);
    return 0;
}
