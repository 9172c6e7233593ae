/* Changes what the Java side of a child remembers of its parent: its pid, and how random numbers go on.
 *
 * All of these are private fields of the JDK, so they are looked for once, before the first fork; where
 * one is missing this JVM is not forked at all. JNI, since Java code would need --add-opens, which would
 * open the JDK to the user's code too. */
#define _GNU_SOURCE
#include "forking.h"

#include <dlfcn.h>

#define LONG_HOLDER "java/util/concurrent/atomic/AtomicLong"

static JavaVM *jvm;
static jclass handle_class;
static jobject own_handle;
static jfieldID handle_pid;
static jfieldID handle_start;
static jmethodID start_of;
static jclass thread_class;
static jmethodID all_threads;
static jfieldID thread_seed;
static jfieldID thread_probe;
static jmethodID set_long;
static jmethodID set_seed;
static jfieldID buffered;

/* Holders of a seed that next instances or threads count on from. */
static const char *const SEEDERS[][2] = {
    {"java/util/concurrent/ThreadLocalRandom", "seeder"},
    {"java/util/Random", "seedUniquifier"},
    {"java/util/SplittableRandom", "defaultGen"},
    {"jdk/internal/random/L32X64MixRandom", "defaultGen"},
    {"jdk/internal/random/L64X128MixRandom", "defaultGen"},
    {"jdk/internal/random/L64X128StarStarRandom", "defaultGen"},
    {"jdk/internal/random/L64X256MixRandom", "defaultGen"},
    {"jdk/internal/random/L64X1024MixRandom", "defaultGen"},
    {"jdk/internal/random/L128X128MixRandom", "defaultGen"},
    {"jdk/internal/random/L128X256MixRandom", "defaultGen"},
    {"jdk/internal/random/L128X1024MixRandom", "defaultGen"},
    {"jdk/internal/random/Xoroshiro128PlusPlus", "defaultGen"},
    {"jdk/internal/random/Xoshiro256PlusPlus", "DEFAULT_GEN"},
};
#define SEEDER_COUNT (sizeof SEEDERS / sizeof SEEDERS[0])
static jobject seeders[SEEDER_COUNT];

/* Generators behind Math.random, and Collections.shuffle, whose one is made at its first use. */
static const char *const GENERATORS[][2] = {
    {"java/lang/Math$RandomNumberGeneratorHolder", "randomNumberGenerator"},
    {"java/lang/StrictMath$RandomNumberGeneratorHolder", "randomNumberGenerator"},
    {"java/util/Collections", "r"},
};
#define GENERATOR_COUNT (sizeof GENERATORS / sizeof GENERATORS[0])
static jclass generator_classes[GENERATOR_COUNT];
static jfieldID generators[GENERATOR_COUNT];

/* What SecureRandom has read from the system ahead of need, for up to 0.1 s. */
static const char *const SECURE[] = {
    "sun/security/provider/NativePRNG",
    "sun/security/provider/NativePRNG$Blocking",
    "sun/security/provider/NativePRNG$NonBlocking",
};
#define SECURE_COUNT (sizeof SECURE / sizeof SECURE[0])
#define SECURE_SOURCE "sun/security/provider/NativePRNG$RandomIO"
static jobject secure[SECURE_COUNT];

JavaVM *java_machine(void) {
    return jvm;
}

JNIEnv *environment(void) {
    JNIEnv *env;
    return (*jvm)->GetEnv(jvm, (void **)&env, JNI_VERSION_10) == JNI_OK ? env : 0;
}

static int has_failed(JNIEnv *env) {
    if ((*env)->ExceptionCheck(env)) {
        (*env)->ExceptionClear(env);
        return 1;
    }
    return 0;
}

static jclass find_class(JNIEnv *env, const char *name) {
    jclass found = (*env)->FindClass(env, name);
    return has_failed(env) ? 0 : (*env)->NewGlobalRef(env, found);
}

static jobject find_static(JNIEnv *env, const char *class_name, const char *name, const char *type) {
    jclass owner = find_class(env, class_name);
    jfieldID field = owner ? (*env)->GetStaticFieldID(env, owner, name, type) : 0;
    if (has_failed(env) || !field) {
        return 0;
    }
    jobject value = (*env)->GetStaticObjectField(env, owner, field);
    return value ? (*env)->NewGlobalRef(env, value) : 0;
}

static int find_identity(JNIEnv *env) {
    handle_class = find_class(env, "java/lang/ProcessHandleImpl");
    own_handle = find_static(env, "java/lang/ProcessHandleImpl", "current", "Ljava/lang/ProcessHandleImpl;");
    if (!own_handle) {
        return 0;
    }
    handle_pid = (*env)->GetFieldID(env, handle_class, "pid", "J");
    handle_start = handle_pid ? (*env)->GetFieldID(env, handle_class, "startTime", "J") : 0;
    start_of = handle_start ? (*env)->GetStaticMethodID(env, handle_class, "isAlive0", "(J)J") : 0;
    return !has_failed(env) && start_of;
}

static int find_threads(JNIEnv *env) {
    thread_class = find_class(env, "java/lang/Thread");
    all_threads = (*env)->GetStaticMethodID(env, thread_class, "getThreads", "()[Ljava/lang/Thread;");
    thread_seed = all_threads ? (*env)->GetFieldID(env, thread_class, "threadLocalRandomSeed", "J") : 0;
    thread_probe = thread_seed ? (*env)->GetFieldID(env, thread_class, "threadLocalRandomProbe", "I") : 0;
    return !has_failed(env) && thread_probe;
}

static int find_seeds(JNIEnv *env) {
    jclass holder = find_class(env, LONG_HOLDER);
    jclass random = find_class(env, "java/util/Random");
    set_long = (*env)->GetMethodID(env, holder, "set", "(J)V");
    set_seed = set_long ? (*env)->GetMethodID(env, random, "setSeed", "(J)V") : 0;
    for (unsigned i = 0; set_seed && i < SEEDER_COUNT; i++) {
        seeders[i] = find_static(env, SEEDERS[i][0], SEEDERS[i][1], "L" LONG_HOLDER ";");
        if (!seeders[i]) {
            return 0;
        }
    }
    for (unsigned i = 0; set_seed && i < GENERATOR_COUNT; i++) {
        jclass owner = generator_classes[i] = find_class(env, GENERATORS[i][0]);
        generators[i] = owner ? (*env)->GetStaticFieldID(env, owner, GENERATORS[i][1], "Ljava/util/Random;") : 0;
        if (!generators[i]) {
            return 0;
        }
    }
    return !has_failed(env) && set_seed;
}

static int find_secure(JNIEnv *env) {
    jclass source = find_class(env, SECURE_SOURCE);
    buffered = source ? (*env)->GetFieldID(env, source, "buffered", "I") : 0;
    if (has_failed(env) || !buffered) {
        return 0;
    }
    for (unsigned i = 0; i < SECURE_COUNT; i++) {
        secure[i] = find_static(env, SECURE[i], "INSTANCE", "L" SECURE_SOURCE ";");
    }
    return 1; /* one that is missing cannot be used: there is no /dev/random */
}

/* Looks for all fields. 0, or why not. */
long find_java(void) {
    jint (*get)(JavaVM **, jsize, jsize *) = dlsym(RTLD_DEFAULT, "JNI_GetCreatedJavaVMs");
    jsize count = 0;
    if (!get || get(&jvm, 1, &count) || count < 1) {
        return NO_JVM;
    }
    JNIEnv *env = environment();
    if (!env || (*env)->PushLocalFrame(env, 256)) {
        return NO_JVM;
    }
    int is_found = find_identity(env) && find_threads(env) && find_seeds(env) && find_secure(env);
    (*env)->PopLocalFrame(env, 0);
    return is_found ? 0 : UNKNOWN_JDK;
}

/* From the kernel, like all that follows. */
static jlong fresh(void) {
    jlong bits = 0;
    CALL3(SYS_getrandom, &bits, sizeof bits, 0);
    return bits;
}

static void renew_identity(JNIEnv *env) {
    jlong pid = CALL0(SYS_getpid);
    (*env)->SetLongField(env, own_handle, handle_pid, pid);
    jlong start = (*env)->CallStaticLongMethod(env, handle_class, start_of, pid);
    (*env)->SetLongField(env, own_handle, handle_start, start);
}

static void renew_thread_seeds(JNIEnv *env) {
    jobjectArray threads = (*env)->CallStaticObjectMethod(env, thread_class, all_threads);
    jsize count = threads ? (*env)->GetArrayLength(env, threads) : 0;
    for (jsize i = 0; i < count; i++) {
        jobject thread = (*env)->GetObjectArrayElement(env, threads, i);
        if (thread && (*env)->GetIntField(env, thread, thread_probe)) { /* else it has no seed yet */
            (*env)->SetLongField(env, thread, thread_seed, fresh());
        }
        (*env)->DeleteLocalRef(env, thread);
    }
}

static void renew_seeds(JNIEnv *env) {
    for (unsigned i = 0; i < SEEDER_COUNT; i++) {
        if (seeders[i]) {
            (*env)->CallVoidMethod(env, seeders[i], set_long, fresh());
        }
    }
    for (unsigned i = 0; i < GENERATOR_COUNT; i++) {
        jobject generator = (*env)->GetStaticObjectField(env, generator_classes[i], generators[i]);
        if (generator) {
            (*env)->CallVoidMethod(env, generator, set_seed, fresh());
        }
    }
    for (unsigned i = 0; i < SECURE_COUNT; i++) {
        if (secure[i]) {
            (*env)->SetIntField(env, secure[i], buffered, 0);
        }
    }
}

/* In a child, with all its threads, by the one that forked. 0, or what failed. */
long renew_java(void) {
    JNIEnv *env = environment();
    if (!env || (*env)->PushLocalFrame(env, 64)) {
        return NO_JVM;
    }
    renew_identity(env);
    renew_thread_seeds(env);
    renew_seeds(env);
    long result = has_failed(env) ? UNKNOWN_JDK : 0;
    (*env)->PopLocalFrame(env, 0);
    return result;
}
