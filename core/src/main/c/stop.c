/* Stops all threads, forks, and starts them again: in the parent, and as new ones in the child. */
#define _GNU_SOURCE
#include "forking.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <ucontext.h>

#define SECOND 1000000000L
#define SIGNAL_AGAIN_AFTER 5000000L
#define RSEQ_BYTES 32
#define RSEQ_SIGNATURE 0x53053053
#define SIGNAL_SET_BYTES 8

/* One thread in one round. Lies in static memory: a list through the stacks would be copied half. */
struct stopped {
    long stack; /* first: known to switch.S */
    char *thread_pointer;
    void *robust_list;
    size_t robust_length;
    int tid;
    int is_caller;
    int has_rseq;
    int is_consuming; /* was in a system call that takes or gives what parent and child share */
    char name[16];
    unsigned round;
    volatile unsigned parked_in; /* equals `round` once all of the above is there */
};

static struct stopped *threads;
static volatile unsigned count;

/* Odd while threads are stopped or being stopped. A signal that comes late finds it even, and a
 * thread that was parked in a round waits for it to pass on. */
static volatile unsigned round_now;
static volatile unsigned parked;
static volatile unsigned fork_in; /* the round in which the primordial thread is to fork */
static volatile unsigned is_locked;
static volatile long fork_result;
static volatile long fork_flags;
static volatile int is_of_application; /* the child's threads are not to go on with their work */
static int tid_offset = -1; /* of `tid` in glibc's struct pthread */

/* In a page that parent and child share: the child's descriptors are its own now. */
static volatile unsigned *is_isolated;

void park_here(struct stopped *thread);
long clone_parked(long flags, long stack, int *tid, int *cleared_tid, long thread_pointer,
                  struct stopped *thread);

static long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time); /* vDSO: no lock, no malloc */
    return time.tv_sec * SECOND + time.tv_nsec;
}

static void sleep_on(volatile unsigned *word, unsigned value, int operation, long nanos) {
    struct timespec limit = {nanos / SECOND, nanos % SECOND};
    CALL4(SYS_futex, word, operation, value, nanos ? &limit : 0);
}

static void wake_all(volatile unsigned *word) {
    CALL3(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT32_MAX);
}

static char *thread_pointer(void) {
    char *pointer;
    __asm__ volatile("mov %%fs:0, %0" : "=r"(pointer));
    return pointer;
}

static struct stopped *note_thread(unsigned round, int is_caller) {
    unsigned i = __atomic_fetch_add(&count, 1, __ATOMIC_SEQ_CST);
    if (i >= MOST_THREADS) {
        return 0;
    }
    struct stopped *thread = &threads[i];
    thread->thread_pointer = thread_pointer();
    thread->tid = CALL0(SYS_gettid);
    thread->is_caller = is_caller;
    thread->round = round;
    CALL3(SYS_get_robust_list, 0, &thread->robust_list, &thread->robust_length);
    CALL2(SYS_prctl, PR_GET_NAME, thread->name);
    /* cpu_id is the second word of the area, negative while it is not registered */
    thread->has_rseq = facts.rseq_offset
                       && *(volatile int *)(thread->thread_pointer + facts.rseq_offset + 4) >= 0;
    return thread;
}

/* Whether the thread goes on by making a system call again that the signal broke off. One that waits for
 * input would take in the child what is meant for the parent. HotSpot's listener for jcmd has its own
 * socket there. */
static int is_consuming(const ucontext_t *context, const char *name) {
    const unsigned char *next = (const unsigned char *)context->uc_mcontext.gregs[REG_RIP];
    if (next[0] != 0x0f || next[1] != 0x05 || !strcmp(name, "Attach Listener")) {
        return 0;
    }
    switch (context->uc_mcontext.gregs[REG_RAX]) {
    case SYS_read:
    case SYS_readv:
    case SYS_recvfrom:
    case SYS_recvmsg:
    case SYS_accept:
    case SYS_accept4:
    case SYS_connect:
    case SYS_write:
    case SYS_writev:
    case SYS_sendto:
    case SYS_sendmsg:
        return 1;
    default:
        return 0;
    }
}

static void on_stop_signal(int signal, siginfo_t *info, void *context) {
    (void)signal;
    unsigned round = round_now;
    if (!(round & 1) || info->si_pid != CALL0(SYS_getpid)) {
        return; /* late, or from somebody else */
    }
    struct stopped *thread = note_thread(round, 0);
    if (thread) {
        thread->is_consuming = is_consuming(context, thread->name);
        park_here(thread);
    }
}

/* What the kernel keeps for each thread and clone does not copy. */
static void restore_kernel_state(struct stopped *thread, int is_new) {
    CALL2(SYS_set_robust_list, thread->robust_list, thread->robust_length);
    if (thread->has_rseq && is_new) { /* a thread that forks keeps its own */
        CALL4(SYS_rseq, thread->thread_pointer + facts.rseq_offset, RSEQ_BYTES, 0, RSEQ_SIGNATURE);
    }
    CALL2(SYS_prctl, PR_SET_NAME, thread->name);
}

/* A recursive mutex of ld.so that was held remembers its owner by thread id, which is new in the child:
 * without this dlopen waits there for ever for itself. The shape is glibc's pthread_mutex_t. */
static void change_loader_owner(int old, int new) {
    for (size_t at = 0; at + 20 <= facts.loader_state_size; at += 4) {
        int *mutex = (int *)(facts.loader_state + at);
        if (mutex[2] == old && mutex[0] != 0 && mutex[1] > 0
            && (mutex[4] & 0x7f) == PTHREAD_MUTEX_RECURSIVE_NP) {
            mutex[2] = new;
        }
    }
}

static int has_ended(long pid) {
    int pidfd = CALL2(SYS_pidfd_open, pid, 0);
    if (pidfd < 0) {
        return pidfd == -ESRCH;
    }
    struct pollfd state = {pidfd, POLLIN, 0};
    int ended = CALL3(SYS_poll, &state, 1, 0) > 0;
    CALL1(SYS_close, pidfd);
    return ended;
}

/* The parent stays stopped until the child has its own file offsets: a jar is read by seek and read,
 * and both would use the same offset. */
static void await_isolation(long pid) {
    long end = now() + 10 * SECOND;
    while (!*is_isolated && now() < end && !has_ended(pid)) {
        sleep_on(is_isolated, 0, FUTEX_WAIT, 10000000);
    }
}

static void make_threads(unsigned round, struct stopped *self) {
    const long flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD
                       | CLONE_SYSVSEM | CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID;
    for (unsigned i = 0; i < count; i++) {
        struct stopped *thread = &threads[i];
        if (thread->parked_in != round || thread == self) {
            continue;
        }
        int *tid = (int *)(thread->thread_pointer + tid_offset);
        long made = clone_parked(flags, thread->stack, tid, tid, (long)thread->thread_pointer, thread);
        if (made < 0) {
            CALL1(SYS_exit_group, 113); /* half a JVM must not run */
        }
        change_loader_owner(thread->tid, made);
    }
}

static void become_child(unsigned round, struct stopped *self, int parent, int old_tid, int tid) {
    fork_result = 0;
    restore_kernel_state(self, 0);
    change_loader_owner(old_tid, tid);
    forget_performance_data();
    isolate_descriptors(parent, CALL0(SYS_getpid));
    *is_isolated = 1;
    CALL3(SYS_futex, is_isolated, FUTEX_WAKE, 1);
    CALL2(SYS_munmap, is_isolated, 4096);
    is_isolated = 0; /* a page of its own with its first own fork */
    make_threads(round, self);
    round_now = round + 1;
    wake_all(&round_now);
}

/* By the primordial thread: the child then has a proper group leader. Not libc's fork, whose handlers
 * reset the locks of malloc in the belief that no other thread exists. */
static void fork_here(unsigned round, struct stopped *self) {
    int *tid = (int *)(self->thread_pointer + tid_offset);
    int old_tid = *tid;
    int parent = CALL0(SYS_getpid);
    *is_isolated = 0;
    long pid = call6(SYS_clone, SIGCHLD | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | fork_flags, 0, 0,
                     (long)tid, 0, 0);
    if (pid == 0) {
        become_child(round, self, parent, old_tid, *tid);
        return;
    }
    fork_result = pid;
    if (pid > 0) {
        await_isolation(pid);
    }
    round_now = round + 1;
    wake_all(&round_now);
}

/* For the JVM the thread is in native code for ever, where nobody waits for it. Other forks may stop it. */
static void stay_here(void) {
    static volatile unsigned never;
    uint64_t stop = 1UL << (STOP_SIGNAL - 1);
    CALL4(SYS_rt_sigprocmask, SIG_UNBLOCK, &stop, 0, SIGNAL_SET_BYTES);
    while (1) {
        sleep_on(&never, 0, FUTEX_WAIT_PRIVATE, 0);
    }
}

/* Called by switch.S in a new thread of the child. */
__attribute__((used, visibility("hidden"))) void wait_made(struct stopped *thread) {
    restore_kernel_state(thread, 1);
    unsigned round = thread->parked_in;
    int stays = is_of_application && thread->is_consuming;
    while (round_now == round) {
        sleep_on(&round_now, round, FUTEX_WAIT_PRIVATE, 0);
    }
    if (stays) {
        stay_here();
    }
}

/* Called by switch.S in a thread that is being stopped. */
__attribute__((used, visibility("hidden"))) void wait_parked(struct stopped *thread) {
    unsigned round = thread->round;
    __atomic_store_n(&thread->parked_in, round, __ATOMIC_SEQ_CST);
    if (thread->is_caller) {
        fork_in = round;
        wake_all(&fork_in);
    } else {
        __atomic_fetch_add(&parked, 1, __ATOMIC_SEQ_CST);
        wake_all(&parked);
        if (thread->tid == CALL0(SYS_getpid)) {
            unsigned seen;
            while (round_now == round && (seen = fork_in) != round) {
                sleep_on(&fork_in, seen, FUTEX_WAIT_PRIVATE, 0);
            }
            if (round_now == round) {
                fork_here(round, thread);
                return;
            }
        }
    }
    while (round_now == round) {
        sleep_on(&round_now, round, FUTEX_WAIT_PRIVATE, 0);
    }
}

static int is_parked(int tid, unsigned round) {
    for (unsigned i = 0; i < count && i < MOST_THREADS; i++) {
        if (threads[i].parked_in == round && threads[i].tid == tid) {
            return 1;
        }
    }
    return 0;
}

/* The threads that were signalled in this round. */
static int signalled[MOST_THREADS];
static int signalled_count;

static int was_signalled(int tid) {
    for (int i = 0; i < signalled_count; i++) {
        if (signalled[i] == tid) {
            return 1;
        }
    }
    return 0;
}

/* Looks at all threads once and signals those that run.
 * Returns how many are not parked yet. */
static int signal_running(int directory, int self, unsigned round, int is_again) {
    char buffer[4096] __attribute__((aligned(8)));
    int pid = CALL0(SYS_getpid);
    int running = 0;
    long length;
    CALL3(SYS_lseek, directory, 0, SEEK_SET);
    while ((length = CALL3(SYS_getdents64, directory, buffer, sizeof buffer)) > 0) {
        for (long at = 0; at < length;) {
            struct entry *entry = (struct entry *)(buffer + at);
            at += entry->length;
            int tid = number_of(entry->name);
            if (tid == 0 || tid == self || is_parked(tid, round)) {
                continue;
            }
            int is_first = !was_signalled(tid);
            if (is_first || is_again) {
                if (CALL3(SYS_tgkill, pid, tid, STOP_SIGNAL) < 0) {
                    continue; /* it has ended */
                }
                if (is_first && signalled_count < MOST_THREADS) {
                    signalled[signalled_count++] = tid;
                }
            }
            running++;
        }
    }
    return running;
}

/* Until two looks in a row find every thread parked: one that was starting another one may have done
 * so between the reading of the list and its signal. */
static long stop_others(int directory, int self, unsigned round, long timeout_nanos) {
    long end = now() + timeout_nanos;
    long last_signal = now();
    int clean_looks = 0;
    signalled_count = 0;
    while (clean_looks < 2) {
        long time = now();
        int is_again = time - last_signal > SIGNAL_AGAIN_AFTER;
        if (is_again) {
            last_signal = time;
        }
        if (signal_running(directory, self, round, is_again) == 0) {
            clean_looks++;
            continue;
        }
        clean_looks = 0;
        if (count >= MOST_THREADS) {
            return TOO_MANY_THREADS;
        }
        if (time > end) {
            return -ETIMEDOUT; /* a thread may block all signals */
        }
        unsigned seen = parked;
        if (seen < (unsigned)signalled_count) {
            sleep_on(&parked, seen, FUTEX_WAIT_PRIVATE, 500000);
        }
    }
    return 0;
}

/* The field of glibc's struct pthread in which each thread has its id: it is where all agree. */
static long find_tid_offset(unsigned round) {
    for (int offset = 0; tid_offset < 0 && offset < 0x800; offset += 4) {
        int is_everywhere = 1;
        for (unsigned i = 0; i < count && is_everywhere; i++) {
            is_everywhere = threads[i].parked_in != round
                            || *(int *)(threads[i].thread_pointer + offset) == threads[i].tid;
        }
        if (is_everywhere) {
            tid_offset = offset;
        }
    }
    return tid_offset < 0 ? UNKNOWN_THREAD_LAYOUT : 0;
}

/* A child that ends damages a recording of its parent, whose files it shares. */
static long look_for_recorder(unsigned round) {
    for (unsigned i = 0; i < count; i++) {
        if (threads[i].parked_in == round && !strncmp(threads[i].name, "JFR ", 4)) {
            return FLIGHT_RECORDER;
        }
    }
    return 0;
}

static long fork_stopped(int directory, int self, long timeout_millis) {
    unsigned round = round_now + 1;
    count = 0;
    parked = 0;
    __atomic_store_n(&round_now, round, __ATOMIC_SEQ_CST);
    long refusal = stop_others(directory, self, round, timeout_millis * 1000000);
    struct stopped *caller = refusal ? 0 : note_thread(round, 1);
    CALL1(SYS_close, directory); /* before the child could have it */
    if (caller) {
        caller->parked_in = round;
        refusal = find_tid_offset(round);
    } else if (!refusal) {
        refusal = TOO_MANY_THREADS;
    }
    if (!refusal) {
        refusal = look_for_recorder(round);
    }
    if (refusal) {
        round_now = round + 1;
        wake_all(&round_now);
        wake_all(&fork_in);
        return refusal;
    }
    if (self == CALL0(SYS_getpid)) {
        fork_here(round, caller);
    } else {
        park_here(caller);
    }
    return fork_result;
}

static long fork_blocked(long timeout_millis) {
    if (!is_isolated) {
        long page = call6(SYS_mmap, 0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (page < 0) {
            return page;
        }
        is_isolated = (volatile unsigned *)page;
    }
    int directory = CALL4(SYS_openat, AT_FDCWD, "/proc/self/task", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    return directory < 0 ? directory : fork_stopped(directory, CALL0(SYS_gettid), timeout_millis);
}

/* Looks whether this JVM can be forked, and remembers what a fork needs to know. 0, or why not. */
EXPORTED long progeny_prepare(void) {
    if (threads) {
        return 0;
    }
    long refusal = find_facts();
    if (!refusal) {
        refusal = find_java();
    }
    if (refusal) {
        return refusal;
    }
    struct sigaction action;
    if (sigaction(STOP_SIGNAL, 0, &action) || action.sa_handler != SIG_DFL) {
        return SIGNAL_TAKEN;
    }
    void *memory = mmap(0, MOST_THREADS * sizeof(struct stopped), PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) {
        return -errno;
    }
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_stop_signal;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    sigfillset(&action.sa_mask);
    if (sigaction(STOP_SIGNAL, &action, 0)) {
        return -errno;
    }
    threads = memory;
    return 0;
}

/* What asks a JVM to end; a template's forks hear it, and it does not. A JVM that had begun to end would be
 * forked in the middle of that, and its child would end too. */
static const int ASKS[] = {SIGHUP, SIGINT, SIGTERM};
#define ASK_COUNT (sizeof ASKS / sizeof ASKS[0])
static struct sigaction heard[ASK_COUNT];
static int is_deaf;

/* Ignores what asks this process to end, from now on. Its children do not. */
EXPORTED long progeny_ignore_asks(void) {
    struct sigaction ignore;
    memset(&ignore, 0, sizeof ignore);
    ignore.sa_handler = SIG_IGN;
    for (unsigned i = 0; i < ASK_COUNT; i++) {
        if (sigaction(ASKS[i], &ignore, &heard[i])) {
            return -errno;
        }
    }
    is_deaf = 1;
    return 0;
}

static void hear_asks(void) {
    for (unsigned i = 0; is_deaf && i < ASK_COUNT; i++) {
        sigaction(ASKS[i], &heard[i], 0);
    }
    is_deaf = 0;
}

/* Forks. In the parent the child's pid, in the child 0; a negated errno or a refusal. */
long fork_all(long flags, int is_application, long timeout_millis) {
    int before = CALL0(SYS_getpid);
    while (__atomic_exchange_n(&is_locked, 1, __ATOMIC_SEQ_CST)) {
        sleep_on(&is_locked, 1, FUTEX_WAIT_PRIVATE, 1000000);
    }
    long result = -ECANCELED; /* copied while it waited here: this is the child of another fork */
    if (CALL0(SYS_getpid) == before) {
        uint64_t all = ~0UL;
        uint64_t old = 0;
        CALL4(SYS_rt_sigprocmask, SIG_SETMASK, &all, &old, SIGNAL_SET_BYTES);
        fork_flags = flags;
        is_of_application = is_application;
        result = fork_blocked(timeout_millis);
        CALL4(SYS_rt_sigprocmask, SIG_SETMASK, &old, 0, SIGNAL_SET_BYTES);
    }
    __atomic_store_n(&is_locked, 0, __ATOMIC_SEQ_CST);
    wake_all(&is_locked);
    if (result == 0) {
        hear_asks();
        long refusal = renew_java();
        if (refusal) {
            CALL1(SYS_exit_group, 114); /* with its parent's random numbers it must not run */
        }
    }
    return result;
}

/* With `is_sibling` the child is not this process's, but its parent's: who asked a template for it
 * can wait for it and know how it ended. */
EXPORTED long progeny_fork(long is_sibling, long timeout_millis) {
    return fork_all(is_sibling ? CLONE_PARENT : 0, 0, timeout_millis);
}
