// The futex lock of lock.h, taken by two processes as often as they can: how often both do
// together. Takes --millis N, prints one message.
#define _GNU_SOURCE
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "lock.h"

/// Both processes have come so often.
static void meet(Shared *shared, int round) {
    atomic_fetch_add(&shared->arrivals, 1);
    while (atomic_load(&shared->arrivals) < 2 * round) {
        sched_yield();
    }
}

static void rival(Shared *shared) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (int round = 1;; round += 2) {
        meet(shared, round);
        if (atomic_load(&shared->is_over)) _exit(0);
        take_and_give(shared, PAIRS);
        meet(shared, round + 1);
    }
}

int main(int argc, char **argv) {
    double millis = millis_of(argc, argv);
    Shared *shared = map_shared();
    pid_t child = fork();
    if (child < 0) {
        perror("lock_contended");
        return 1;
    }
    if (child == 0) rival(shared);
    static double samples[MOST_SAMPLES];
    int count = 0, round = 1;
    for (double end = nanos() + millis * 1e6; count < 3 || nanos() < end; round += 2) {
        meet(shared, round);
        double begin = nanos();
        take_and_give(shared, PAIRS);
        meet(shared, round + 1);
        samples[count++] = 2 * PAIRS / ((nanos() - begin) / 1e9);
        if (count == MOST_SAMPLES) break;
    }
    atomic_store(&shared->is_over, 1);
    meet(shared, round);
    waitpid(child, NULL, 0);
    check_free(shared);
    report("/s", samples, count);
    return 0;
}
