// Frames of 64 bytes, each with a length before it, from a child through a ring in shared memory:
// how many arrive in a second. One producer, one consumer, and nobody sleeps. Takes --millis N,
// prints one message.
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "measure.h"

enum { CAPACITY = 1 << 20, PAYLOAD = 64, HEADER = 8, FRAMES = 500000, LOOKS = 1000 };

typedef struct {
    _Alignas(128) atomic_ulong tail;
    _Alignas(128) atomic_ulong head;
    _Alignas(128) char data[CAPACITY];
} Ring;

static void put(Ring *ring, uint64_t at, const void *bytes, size_t length) {
    size_t from = at & (CAPACITY - 1), first = CAPACITY - from < length ? CAPACITY - from : length;
    memcpy(ring->data + from, bytes, first);
    if (first < length) memcpy(ring->data, (const char *)bytes + first, length - first);
}

static void get(Ring *ring, uint64_t at, void *bytes, size_t length) {
    size_t from = at & (CAPACITY - 1), first = CAPACITY - from < length ? CAPACITY - from : length;
    memcpy(bytes, ring->data + from, first);
    if (first < length) memcpy((char *)bytes + first, ring->data, length - first);
}

static uint64_t await(atomic_ulong *word, uint64_t known) {
    for (int look = 0;; look++) {
        uint64_t now = atomic_load_explicit(word, memory_order_acquire);
        if (now != known) return now;
        if (look < LOOKS) {
            __builtin_ia32_pause();
        } else {
            sched_yield();
        }
    }
}

static void produce(Ring *ring) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    uint64_t tail = 0, head = 0, payload[PAYLOAD / 8] = {0};
    for (uint64_t number = 0;; number++) {
        while (tail + HEADER + PAYLOAD - head > CAPACITY) head = await(&ring->head, head);
        uint64_t length = PAYLOAD;
        payload[0] = number;
        put(ring, tail, &length, HEADER);
        put(ring, tail + HEADER, payload, length);
        tail += HEADER + length;
        atomic_store_explicit(&ring->tail, tail, memory_order_release);
    }
}

static uint64_t head, tail, next_number;

static double sample(Ring *ring) {
    double begin = nanos();
    for (int i = 0; i < FRAMES; i++) {
        uint64_t length, payload[PAYLOAD / 8];
        if (tail == head) tail = await(&ring->tail, tail);
        get(ring, head, &length, HEADER);
        if (length != PAYLOAD) exit(1);
        get(ring, head + HEADER, payload, length);
        if (payload[0] != next_number++) {
            fprintf(stderr, "wrong frame: %lu\n", (unsigned long)payload[0]);
            exit(1);
        }
        head += HEADER + length;
        atomic_store_explicit(&ring->head, head, memory_order_release);
    }
    return FRAMES / ((nanos() - begin) / 1e9);
}

int main(int argc, char **argv) {
    double millis = millis_of(argc, argv);
    Ring *ring = mmap(0, sizeof(Ring), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t child = ring == MAP_FAILED ? -1 : fork();
    if (child < 0) {
        perror("ring");
        return 1;
    }
    if (child == 0) produce(ring);
    static double samples[MOST_SAMPLES];
    int count = 0;
    sample(ring);
    for (double end = nanos() + millis * 1e6; count < 3 || (nanos() < end && count < MOST_SAMPLES);) {
        samples[count++] = sample(ring);
    }
    kill(child, SIGKILL);
    report("/s", samples, count);
    return 0;
}
