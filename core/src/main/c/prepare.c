/* Looks whether this process can be forked, once, while nothing is stopped: libc may be used here. */
#define _GNU_SOURCE
#include "forking.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define ARCH_SHSTK_STATUS 0x5005

struct process_facts facts;

/* ld.so's own data; its mutexes are there, at places that each version of glibc chooses anew. */
static int find_loader_state(void) {
    char *state = dlvsym(RTLD_DEFAULT, "_rtld_global", "GLIBC_PRIVATE");
    Dl_info info;
    ElfW(Sym) *symbol = 0;
    if (!state || !dladdr1(state, &info, (void **)&symbol, RTLD_DL_SYMENT) || !symbol) {
        return 0;
    }
    facts.loader_state = state;
    facts.loader_state_size = symbol->st_size;
    return 1;
}

static int note_jvm_data(struct dl_phdr_info *library, size_t size, void *nothing) {
    (void)size;
    (void)nothing;
    if (!strstr(library->dlpi_name, "/libjvm.so")) {
        return 0;
    }
    for (int i = 0; i < library->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &library->dlpi_phdr[i];
        if (part->p_type == PT_LOAD && part->p_flags & PF_W) {
            facts.jvm_data = (char *)library->dlpi_addr + part->p_vaddr;
            facts.jvm_data_size = part->p_memsz;
        }
    }
    return 1;
}

static char *hexadecimal(char *at, unsigned long *value) {
    for (*value = 0;; at++) {
        int digit = *at >= '0' && *at <= '9' ? *at - '0' : *at >= 'a' && *at <= 'f' ? *at - 'a' + 10 : -1;
        if (digit < 0) {
            return at;
        }
        *value = *value * 16 + digit;
    }
}

/* HotSpot's own copy of the name: a pointer in its data leads to it. Most words there are no pointers, so
 * the kernel looks. */
static void find_performance_file(const char *name) {
    char seen[128];
    size_t length = strlen(name) + 1;
    char **words = (char **)facts.jvm_data;
    for (size_t i = 0; i < facts.jvm_data_size / sizeof *words; i++) {
        char *at = words[i];
        if ((uintptr_t)at < 0x10000 || (uintptr_t)at >> 47 || (uintptr_t)at & 7) {
            continue;
        }
        struct iovec own = {seen, sizeof seen};
        struct iovec from = {at, sizeof seen};
        long read = process_vm_readv(getpid(), &own, 1, &from, 1, 0);
        char *found = read < (long)length ? 0 : memmem(seen, read, name, length);
        if (found && !memchr(seen, 0, found - seen)) {
            facts.performance_file = at;
            return;
        }
    }
}

static long look_at_mapping(char *line) {
    if (strstr(line, "/memfd:java_heap")) {
        return SHARED_HEAP; /* ZGC: parent and child would collect one heap, each for itself */
    }
    char *name = strstr(line, "/hsperfdata_");
    if (name) {
        unsigned long start;
        unsigned long end;
        hexadecimal(hexadecimal(line, &start) + 1, &end);
        facts.performance_data = (char *)start;
        facts.performance_data_size = end - start;
        find_performance_file(name);
    }
    return 0;
}

static long look_at_mappings(void) {
    static char text[1 << 16];
    size_t kept = 0;
    long result = 0;
    int file = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return file;
    }
    long length;
    while (!result && (length = read(file, text + kept, sizeof text - 1 - kept)) > 0) {
        text[kept += length] = 0;
        char *line = text;
        for (char *end; !result && (end = strchr(line, '\n')); line = end + 1) {
            *end = 0;
            result = look_at_mapping(line);
        }
        kept -= line - text;
        memmove(text, line, kept);
    }
    close(file);
    return result;
}

/* A thread's stack of return addresses in the processor is not copied with its own. */
static int has_shadow_stack(void) {
    uint64_t features = 0;
    return CALL2(SYS_arch_prctl, ARCH_SHSTK_STATUS, &features) == 0 && features != 0;
}

long find_facts(void) {
    if (!find_loader_state()) {
        return NOT_GLIBC;
    }
    if (!dl_iterate_phdr(note_jvm_data, 0)) {
        return NO_JVM;
    }
    if (has_shadow_stack()) {
        return SHADOW_STACK;
    }
    /* glibc 2.35 and newer; without it no thread has an rseq area */
    const ptrdiff_t *offset = dlsym(RTLD_DEFAULT, "__rseq_offset");
    const unsigned *size = dlsym(RTLD_DEFAULT, "__rseq_size");
    facts.rseq_offset = offset && size && *size ? *offset : 0;
    return look_at_mappings();
}
