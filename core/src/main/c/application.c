/* Forks a JVM with a life of its own. In the child its threads do not go on: before the copy the JVM
 * suspends them (JVMTI), and only the parent resumes them.
 *
 *     go on in both    system threads, those that carry virtual threads, those of the JDK that serve all
 *     suspended        all others, and all virtual threads; renewed by the Java side, see ForkedJvm.java
 *
 * A suspended thread keeps its locks. Those of the application are its own business, as after any fork; but
 * a child needs class loaders, jars and the console, so a thread that is in the middle of these is let go
 * on for a moment. */
#define _GNU_SOURCE
#include "forking.h"

#include <jvmti.h>
#include <string.h>
#include <time.h>

#define MOST_FRAMES 128
#define MOST_ATTEMPTS 400
#define ATTEMPT_NANOS 250000
#define KNOWN_METHODS 8192

static jvmtiEnv *tools;

/* The suspended platform threads of this round, as local references. */
static jthread suspended[MOST_THREADS];
static int suspended_count;

static const char *const GROUPS_THAT_GO_ON[] = {"system", "CarrierThreads"};
static const char *const THREADS_THAT_GO_ON[] = {"Common-Cleaner", "VirtualThread-", "Read-Poller",
                                                 "Write-Poller", "Master"};

/* Classes of the JDK in whose methods a thread may hold what each child needs. */
static const char *const BUSY_CLASSES[] = {
    "Ljava/lang/ClassLoader;",  "Ljdk/internal/loader/",
    "Ljava/util/zip/ZipFile",   "Ljava/util/concurrent/ConcurrentHashMap;",
    "Ljava/io/PrintStream;",    "Ljava/lang/invoke/MethodHandleNatives;",
    "Ljava/lang/ClassValue",    "Ljava/lang/ApplicationShutdownHooks;",
    "Lsun/security/provider/",  "Ljava/lang/Shutdown;",
    "Ljava/lang/ThreadGroup;",  "Ljava/util/logging/",
    "Ljdk/internal/ref/Phantom", "Ljdk/internal/ref/CleanerImpl$",
};

/* Likewise, but of classes in whose other methods threads wait for long. */
static const char *const BUSY_METHODS[][2] = {
    {"Ljava/lang/Thread;", "start"}, /* locks a thread that may be the child's first */
    {"Ljava/util/concurrent/ForkJoinPool;", "poolSubmit"},
    {"Ljava/util/concurrent/ForkJoinPool;", "submissionQueue"},
    {"Ljava/util/concurrent/ForkJoinPool;", "registerWorker"},
    {"Ljava/util/concurrent/ForkJoinPool$WorkQueue;", "push"},
    {"Ljava/util/concurrent/ScheduledThreadPoolExecutor;", "schedule"},
    {"Ljava/util/concurrent/ScheduledThreadPoolExecutor$DelayedWorkQueue;", "remove"},
};
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Virtual threads that were let go on for a moment. */
static jthread released[MOST_THREADS];
static int released_count;

static jclass java_side;
static jmethodID suspects;

/* What was found out of a method in this round. */
static struct {
    jmethodID method;
    int is_busy;
} known[KNOWN_METHODS];

static int begins_with_any(const char *text, const char *const *beginnings, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!strncmp(text, beginnings[i], strlen(beginnings[i]))) {
            return 1;
        }
    }
    return 0;
}

/* Looks whether this JVM lets its threads be suspended. 0, or why not. */
EXPORTED long progeny_prepare_application(void) {
    if (tools) {
        return 0;
    }
    jvmtiEnv *made;
    jvmtiCapabilities wanted;
    memset(&wanted, 0, sizeof wanted);
    wanted.can_suspend = 1;
    wanted.can_support_virtual_threads = 1;
    JavaVM *jvm = java_machine();
    if ((*jvm)->GetEnv(jvm, (void **)&made, JVMTI_VERSION_21) != JNI_OK
        || (*made)->AddCapabilities(made, &wanted)) {
        return NO_SUSPENSION;
    }
    tools = made;
    return 0;
}

static int goes_on(jthread thread) {
    jvmtiThreadInfo info;
    jvmtiThreadGroupInfo group;
    if ((*tools)->GetThreadInfo(tools, thread, &info)) {
        return 1; /* it has ended */
    }
    int result = 0;
    if (info.thread_group && !(*tools)->GetThreadGroupInfo(tools, info.thread_group, &group)) {
        int is_of_jdk = !strcmp(group.name, "InnocuousThreadGroup");
        result = begins_with_any(group.name, GROUPS_THAT_GO_ON, COUNT(GROUPS_THAT_GO_ON))
                 || (is_of_jdk
                     && begins_with_any(info.name, THREADS_THAT_GO_ON, COUNT(THREADS_THAT_GO_ON)));
        (*tools)->Deallocate(tools, (unsigned char *)group.name);
    }
    (*tools)->Deallocate(tools, (unsigned char *)info.name);
    return result;
}

/* Suspends what runs, but this thread. How many it were. */
static int suspend_running(JNIEnv *env, jthread self) {
    jint count = 0;
    jthread *all;
    int more = 0;
    if ((*tools)->GetAllThreads(tools, &count, &all)) {
        return 0;
    }
    for (jint i = 0; i < count; i++) {
        jint state = 0;
        if (suspended_count < MOST_THREADS && !(*env)->IsSameObject(env, all[i], self)
            && !(*tools)->GetThreadState(tools, all[i], &state)
            && !(state & JVMTI_THREAD_STATE_SUSPENDED) && !goes_on(all[i])
            && !(*tools)->SuspendThread(tools, all[i])) {
            suspended[suspended_count++] = all[i];
            more++;
        } else {
            (*env)->DeleteLocalRef(env, all[i]);
        }
    }
    (*tools)->Deallocate(tools, (unsigned char *)all);
    return more;
}

static int is_busy_name(const char *class, const char *method) {
    if (!strcmp(method, "<clinit>") || begins_with_any(class, BUSY_CLASSES, COUNT(BUSY_CLASSES))) {
        return 1;
    }
    for (size_t i = 0; i < COUNT(BUSY_METHODS); i++) {
        if (!strcmp(class, BUSY_METHODS[i][0]) && !strcmp(method, BUSY_METHODS[i][1])) {
            return 1;
        }
    }
    return 0;
}

static int is_busy_method(JNIEnv *env, jmethodID method) {
    unsigned slot = ((uintptr_t)method >> 3) % KNOWN_METHODS;
    if (known[slot].method == method) {
        return known[slot].is_busy;
    }
    jclass owner;
    char *class;
    char *name;
    int result = 0;
    if (!(*tools)->GetMethodDeclaringClass(tools, method, &owner)) {
        if (!(*tools)->GetClassSignature(tools, owner, &class, 0)) {
            if (!(*tools)->GetMethodName(tools, method, &name, 0, 0)) {
                result = is_busy_name(class, name);
                (*tools)->Deallocate(tools, (unsigned char *)name);
            }
            (*tools)->Deallocate(tools, (unsigned char *)class);
        }
        (*env)->DeleteLocalRef(env, owner);
    }
    known[slot].method = method;
    known[slot].is_busy = result;
    return result;
}

static int is_busy(JNIEnv *env, jthread thread) {
    jvmtiFrameInfo frames[MOST_FRAMES];
    jint count = 0;
    (*tools)->GetStackTrace(tools, thread, 0, MOST_FRAMES, frames, &count);
    for (jint i = 0; i < count; i++) {
        if (is_busy_method(env, frames[i].method)) {
            return 1;
        }
    }
    return 0;
}

/* Lets those go on that are in a bad place. How many it were. */
static int release_busy(JNIEnv *env) {
    int busy = 0;
    for (int i = 0; i < suspended_count;) {
        if (is_busy(env, suspended[i])) {
            (*tools)->ResumeThread(tools, suspended[i]);
            (*env)->DeleteLocalRef(env, suspended[i]);
            suspended[i] = suspended[--suspended_count];
            busy++;
        } else {
            i++;
        }
    }
    return busy;
}

static void suspend_released(JNIEnv *env) {
    while (released_count) {
        jthread thread = released[--released_count];
        (*tools)->SuspendThread(tools, thread);
        (*env)->DeleteLocalRef(env, thread);
    }
}

/* Likewise of virtual threads, which are all suspended. */
static int release_busy_virtual(JNIEnv *env) {
    jobjectArray all = (*env)->CallStaticObjectMethod(env, java_side, suspects);
    if ((*env)->ExceptionCheck(env)) {
        (*env)->ExceptionClear(env);
        return 0;
    }
    jsize count = (*env)->GetArrayLength(env, all);
    for (jsize i = 0; i < count && released_count < MOST_THREADS; i++) {
        jthread thread = (*env)->GetObjectArrayElement(env, all, i);
        if (is_busy(env, thread) && !(*tools)->ResumeThread(tools, thread)) {
            released[released_count++] = thread;
        } else {
            (*env)->DeleteLocalRef(env, thread);
        }
    }
    (*env)->DeleteLocalRef(env, all);
    return released_count;
}

static void suspend_all(JNIEnv *env, jthread self) {
    const struct timespec moment = {0, ATTEMPT_NANOS};
    memset(known, 0, sizeof known);
    suspended_count = 0;
    (*tools)->SuspendAllVirtualThreads(tools, 0, 0);
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
        suspend_released(env);
        while (suspend_running(env, self)) {} /* who ran may have started others */
        if (!(release_busy(env) + release_busy_virtual(env))) {
            return;
        }
        nanosleep(&moment, 0);
    }
    /* one that never gets out of there: a main program in a static initializer */
    suspend_released(env);
    while (suspend_running(env, self)) {}
}

static void resume_all(JNIEnv *env) {
    for (int i = 0; i < suspended_count; i++) {
        (*tools)->ResumeThread(tools, suspended[i]);
        (*env)->DeleteLocalRef(env, suspended[i]);
    }
    (*tools)->ResumeAllVirtualThreads(tools, 0, 0);
}

/* Forks. In the parent the child's pid, in the child 0, where virtual threads stay suspended until
 * `resumeVirtualThreads`; a negated errno or a refusal. One thread at a time. */
EXPORTED long progeny_fork_application(long timeout_millis) {
    JNIEnv *env = environment();
    jthread self;
    if (!env || (*env)->PushLocalFrame(env, MOST_THREADS)) {
        return NO_JVM;
    }
    (*tools)->GetCurrentThread(tools, &self);
    suspend_all(env, self);
    long result = fork_all(0, 1, timeout_millis);
    if (result) {
        resume_all(env);
    }
    (*env)->PopLocalFrame(env, 0);
    return result;
}

/* In a child: lets virtual threads run again, but these. */
JNIEXPORT void JNICALL Java_dev_progeny_os_ForkedJvm_resumeVirtualThreads(JNIEnv *env, jclass type,
                                                                         jobjectArray but) {
    static jthread stopped[MOST_THREADS];
    (void)type;
    jsize count = (*env)->GetArrayLength(env, but);
    if (count > MOST_THREADS || (*env)->EnsureLocalCapacity(env, count)) {
        CALL1(SYS_exit_group, 115);
    }
    for (jsize i = 0; i < count; i++) {
        stopped[i] = (*env)->GetObjectArrayElement(env, but, i);
    }
    (*tools)->ResumeAllVirtualThreads(tools, count, stopped);
}

/* What may look into the JDK's private fields; for the renewal of what is in them. */
JNIEXPORT jobject JNICALL Java_dev_progeny_os_ForkedJvm_lookup(JNIEnv *env, jclass type) {
    java_side = (*env)->NewGlobalRef(env, type);
    suspects = (*env)->GetStaticMethodID(env, type, "suspects", "()[Ljava/lang/Thread;");
    if (!suspects) {
        return 0;
    }
    jclass owner = (*env)->FindClass(env, "java/lang/invoke/MethodHandles$Lookup");
    jfieldID field = owner ? (*env)->GetStaticFieldID(env, owner, "IMPL_LOOKUP",
                                                      "Ljava/lang/invoke/MethodHandles$Lookup;")
                           : 0;
    return field ? (*env)->GetStaticObjectField(env, owner, field) : 0;
}
