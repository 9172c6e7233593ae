/* Forks a whole JVM: the child has all threads of its parent, not only the one that called fork.
 *
 * fork(2) copies one thread. A JVM without its VM thread, collector and compilers hangs at its next
 * safepoint, so here all threads are stopped by a signal, one of them forks, and the child makes the
 * others again, each on its own copied stack, in the middle of the same signal handler:
 *
 *     caller    stop the others -> fork, with the primordial thread -> start them again
 *     others    running -> signal -> park (registers saved on the own stack) -> return from handler
 *     child     isolate descriptors -> make the threads -> renew identity and randomness
 *
 * Rules while threads are stopped, in parent and child: no malloc, no stdio, no locks, no libc
 * function that may take one. A stopped thread may hold any of them. System calls are made directly.
 *
 * Linux x86-64 with glibc 2.34 or newer. `stop.c` stops and forks, `switch.S` saves and restores
 * registers, `descriptors.c` gives the child files of its own, `renew.c` changes what the Java side
 * remembers of its process, `prepare.c` looks whether this JVM can be forked at all. A template is forked as
 * it is; `application.c` is for a JVM with a life of its own, whose threads stop in the child.
 */
#ifndef PROGENY_FORKING_H
#define PROGENY_FORKING_H

#include <jni.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>

#define EXPORTED __attribute__((visibility("default")))

/* A real-time signal that nobody else uses: 32 and 33 are glibc's, 62 is the JDK's for channels. */
#define STOP_SIGNAL 41
#define MOST_THREADS 4096

/* Why a JVM cannot be forked; see ForkLibrary.java, which has the words. Errnos are above -200. */
enum refusal {
    NOT_GLIBC = -201,
    NO_JVM = -202,
    SHARED_HEAP = -203,
    SHADOW_STACK = -204,
    FLIGHT_RECORDER = -205,
    TOO_MANY_THREADS = -206,
    UNKNOWN_THREAD_LAYOUT = -207,
    UNKNOWN_JDK = -208,
    SIGNAL_TAKEN = -209,
    NO_SUSPENSION = -210
};

/* What this library knows of the process; filled in by prepare.c, and again never. */
struct process_facts {
    char *loader_state; /* `_rtld_global` of ld.so, in which its mutexes are; null if not found */
    size_t loader_state_size;
    char *performance_data; /* the mapped file of jstat; null if there is none */
    size_t performance_data_size;
    char *performance_file; /* HotSpot's name of that file, which it removes at its end; or null */
    char *jvm_data; /* writable data of libjvm.so */
    size_t jvm_data_size;
    ptrdiff_t rseq_offset; /* of the rseq area from the thread pointer; 0 if glibc registers none */
};
extern struct process_facts facts;

long find_facts(void);
long find_java(void);
long renew_java(void);
long fork_all(long flags, int is_application, long timeout_millis);
JavaVM *java_machine(void);
JNIEnv *environment(void);
void isolate_descriptors(int parent, int self);
void forget_performance_data(void);

/* A system call without glibc: no errno, no cancellation point. The negated errno on failure. */
static inline long call6(long number, long a, long b, long c, long d, long e, long f) {
    long result;
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}
#define CALL4(number, a, b, c, d) \
    call6((number), (long)(a), (long)(b), (long)(c), (long)(d), 0, 0)
#define CALL3(number, a, b, c) CALL4(number, a, b, c, 0)
#define CALL2(number, a, b) CALL4(number, a, b, 0, 0)
#define CALL1(number, a) CALL4(number, a, 0, 0, 0)
#define CALL0(number) CALL4(number, 0, 0, 0, 0)

/* What getdents64 gives; glibc has no name for it. */
struct entry {
    uint64_t inode;
    int64_t offset;
    uint16_t length;
    uint8_t type;
    char name[];
};

static inline int number_of(const char *digits) {
    int value = 0;
    for (; *digits >= '0' && *digits <= '9'; digits++) {
        value = value * 10 + *digits - '0';
    }
    return value;
}

#endif
