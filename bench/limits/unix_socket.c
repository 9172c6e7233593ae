// A byte to a child and back over a pair of Unix-domain sockets: the least that an echo over a
// socket can cost. Takes --millis N, prints one message.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { TRIPS = 2000, MOST_SAMPLES = 10000 };

static double nanos(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e9 + t.tv_nsec;
}

static void echo(int socket) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    char byte;
    while (read(socket, &byte, 1) == 1 && write(socket, &byte, 1) == 1) {
    }
    _exit(0);
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double sample(int socket) {
    double begin = nanos();
    for (int i = 0; i < TRIPS; i++) {
        char sent = (char)i, back;
        if (write(socket, &sent, 1) != 1 || read(socket, &back, 1) != 1 || back != sent) {
            fprintf(stderr, "wrong answer: trip=%d\n", i);
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
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) {
        perror("unix_socket");
        return 1;
    }
    pid_t child = fork();
    if (child < 0) {
        perror("unix_socket");
        return 1;
    }
    if (child == 0) {
        close(ends[0]);
        echo(ends[1]);
    }
    close(ends[1]);
    static double samples[MOST_SAMPLES];
    int count = 0;
    sample(ends[0]);
    for (double end = nanos() + millis * 1e6; count < 3 || nanos() < end;) {
        samples[count++] = sample(ends[0]);
        if (count == MOST_SAMPLES) break;
    }
    qsort(samples, count, sizeof *samples, by_size);
    printf("{\"value\": %.6g, \"unit\": \"us\", \"check\": \"ok\"}\n", samples[count / 2]);
    return 0;
}
