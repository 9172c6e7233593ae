// What lock.c and lock_contended.c share: the lock.
#include <linux/futex.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "measure.h"

enum { PAIRS = 200000, LOOKS = 100, FREE = 0, TAKEN = 1, WAITED = 2 };

typedef struct {
    _Alignas(128) atomic_int lock;
    _Alignas(128) atomic_int arrivals;
    _Alignas(128) atomic_int is_over;
} Shared;

static void take(atomic_int *lock) {
    for (int look = 0; look < LOOKS; look++) {
        int free = FREE;
        if (atomic_load(lock) == FREE && atomic_compare_exchange_strong(lock, &free, TAKEN)) return;
        __builtin_ia32_pause();
    }
    while (atomic_exchange(lock, WAITED) != FREE) {
        syscall(SYS_futex, lock, FUTEX_WAIT, WAITED, NULL, NULL, 0);
    }
}

static void give(atomic_int *lock) {
    if (atomic_exchange(lock, FREE) == WAITED) {
        syscall(SYS_futex, lock, FUTEX_WAKE, 1, NULL, NULL, 0);
    }
}

static void take_and_give(Shared *shared, int pairs) {
    for (int i = 0; i < pairs; i++) {
        take(&shared->lock);
        give(&shared->lock);
    }
}

static Shared *map_shared(void) {
    void *memory = mmap(0, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        perror("mmap");
        exit(1);
    }
    return memory;
}

static void check_free(Shared *shared) {
    if (atomic_load(&shared->lock) != FREE) {
        fprintf(stderr, "the lock is not free\n");
        exit(1);
    }
}
