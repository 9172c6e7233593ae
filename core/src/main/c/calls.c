/* Calls functions and the kernel for Java code. The JDK's own linker does the same, but its first call costs
 * a cold JVM more than all the rest of a worker's start; see NativeCalls.java. */
#include "forking.h"

#include <dlfcn.h>
#include <jni.h>

/* Changes with what is here: whoever hands the library over may be of another version than who loads it. */
#define VERSION 1

typedef long word_function(long, long, long, long, long, long, long);

JNIEXPORT jint JNICALL Java_dev_progeny_os_LibraryCalls_version(JNIEnv *env, jclass type) {
    (void)env;
    (void)type;
    return VERSION;
}

/* The address of a function of this process; 0 if there is none. */
JNIEXPORT jlong JNICALL Java_dev_progeny_os_LibraryCalls_find(JNIEnv *env, jclass type, jlong name) {
    (void)env;
    (void)type;
    return (jlong)dlsym(RTLD_DEFAULT, (const char *)name);
}

JNIEXPORT jlong JNICALL Java_dev_progeny_os_LibraryCalls_call(JNIEnv *env, jclass type, jlong function,
                                                              jlong a, jlong b, jlong c, jlong d, jlong e,
                                                              jlong f, jlong g) {
    (void)env;
    (void)type;
    return ((word_function *)function)(a, b, c, d, e, f, g);
}

/* Its result, or the negated errno. */
JNIEXPORT jlong JNICALL Java_dev_progeny_os_LibraryCalls_callKernel(JNIEnv *env, jclass type, jlong number,
                                                                    jlong a, jlong b, jlong c, jlong d,
                                                                    jlong e, jlong f) {
    (void)env;
    (void)type;
    return call6(number, a, b, c, d, e, f);
}
