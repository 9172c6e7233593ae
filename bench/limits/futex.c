// Two futex hops: a parent wakes a sleeping child and sleeps until that wakes it. The least that
// any task and its answer can cost when both processes sleep. Takes --millis N, prints one message.
#define _GNU_SOURCE
#include <linux/futex.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TRIPS = 2000, MOST_SAMPLES = 10000, STOP = -1 };

typedef struct {
    _Alignas(128) atomic_int asked;
    _Alignas(128) atomic_int answered;
} Words;

static double nanos(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e9 + t.tv_nsec;
}

static void set(atomic_int *word, int value) {
    atomic_store(word, value);
    syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static int await_change(atomic_int *word, int old) {
    int now;
    while ((now = atomic_load(word)) == old) {
        syscall(SYS_futex, word, FUTEX_WAIT, old, NULL, NULL, 0);
    }
    return now;
}

static void answer(Words *words) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int seen = 0;
    while ((seen = await_change(&words->asked, seen)) != STOP) {
        set(&words->answered, seen);
    }
    _exit(0);
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double sample(Words *words, int *number) {
    double begin = nanos();
    for (int i = 0; i < TRIPS; i++) {
        int before = *number;
        set(&words->asked, ++*number);
        if (await_change(&words->answered, before) != *number) {
            fprintf(stderr, "wrong answer: expected=%d\n", *number);
            exit(1);
        }
    }
    return (nanos() - begin) / TRIPS / 1e3;
}

int main(int argc, char **argv) {
    double millis = 1000;
    for (int i = 1; i + 1 < argc; i++) {
        if (!strcmp(argv[i], "--millis")) millis = atof(argv[i + 1]);
    }
    Words *words =
        mmap(0, sizeof *words, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t child = words == MAP_FAILED ? -1 : fork();
    if (child < 0) {
        perror("futex");
        return 1;
    }
    if (child == 0) answer(words);
    static double samples[MOST_SAMPLES];
    int number = 0, count = 0;
    sample(words, &number);
    for (double end = nanos() + millis * 1e6; count < 3 || nanos() < end;) {
        samples[count++] = sample(words, &number);
        if (count == MOST_SAMPLES) break;
    }
    set(&words->asked, STOP);
    waitpid(child, NULL, 0);
    qsort(samples, count, sizeof *samples, by_size);
    printf("{\"value\": %.4f, \"unit\": \"us\", \"check\": \"ok\"}\n", samples[count / 2]);
    return 0;
}
