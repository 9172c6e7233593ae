/* Gives a child files of its own. Its descriptors are copies of its parent's, but what they name is
 * shared: the offset of a file, the interest list of an epoll, the count of an eventfd.
 *
 *   regular file, read only   opened anew at the same offset: two readers of a jar would move each other
 *   eventfd                   a new one with the same count
 *   epoll                     a new one with the same list, read from fdinfo
 *   listener of jcmd          a new one under the child's pid
 *
 * Files that can be written, pipes and sockets stay shared, as after any fork. Runs in the child while it
 * has one thread: no malloc, no lock, system calls only. */
#define _GNU_SOURCE
#include "forking.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#define MOST_EPOLLS 256
#define LISTENER "/tmp/.java_pid" /* HotSpot's name for it, whatever java.io.tmpdir says */

static struct {
    int number;
    int parents; /* a copy of the parent's, for its fdinfo */
} epolls[MOST_EPOLLS];
static int epoll_count;
static char info[1 << 16];

static char *path_of(char *to, const char *prefix, unsigned number) {
    char digits[12];
    int count = 0;
    size_t length = strlen(prefix);
    memcpy(to, prefix, length);
    do {
        digits[count++] = '0' + number % 10;
    } while (number /= 10);
    while (count) {
        to[length++] = digits[--count];
    }
    to[length] = 0;
    return to;
}

static int digit(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
}

/* The number after a key; `fallback` where there is no such key. */
static uint64_t value_of(const char *text, const char *key, int base, uint64_t fallback) {
    const char *at = strstr(text, key);
    if (!at) {
        return fallback;
    }
    uint64_t value = 0;
    for (at += strlen(key); *at == ' ' || *at == '\t'; at++) {}
    for (; digit(*at) < base; at++) {
        value = value * base + digit(*at);
    }
    return value;
}

static int read_info(int fd) {
    char path[64];
    int file = CALL4(SYS_openat, AT_FDCWD, path_of(path, "/proc/self/fdinfo/", fd), O_RDONLY | O_CLOEXEC, 0);
    if (file < 0) {
        return 0;
    }
    long length = 0;
    long more;
    while (length < (long)sizeof info - 1
           && (more = CALL3(SYS_read, file, info + length, sizeof info - 1 - length)) > 0) {
        length += more;
    }
    info[length] = 0;
    CALL1(SYS_close, file);
    return 1;
}

static void replace(int fd, int by) {
    int is_cloexec = CALL2(SYS_fcntl, fd, F_GETFD) & FD_CLOEXEC;
    CALL3(SYS_dup3, by, fd, is_cloexec ? O_CLOEXEC : 0);
    CALL1(SYS_close, by);
}

static void reopen_file(int fd, const char *path, int flags) {
    struct stat state;
    if ((flags & O_ACCMODE) != O_RDONLY || (flags & (O_PATH | O_DIRECTORY))
        || CALL2(SYS_fstat, fd, &state) || !S_ISREG(state.st_mode)) {
        return;
    }
    long offset = CALL3(SYS_lseek, fd, 0, SEEK_CUR);
    int own = CALL4(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
    if (own >= 0) {
        CALL3(SYS_lseek, own, offset, SEEK_SET);
        replace(fd, own);
    }
}

static void renew_eventfd(int fd, int flags) {
    if (read_info(fd)) {
        unsigned events = value_of(info, "eventfd-count:", 16, 0);
        int kind = value_of(info, "eventfd-semaphore:", 10, 0) ? EFD_SEMAPHORE : 0;
        int own = CALL2(SYS_eventfd2, events, (flags & O_NONBLOCK) | EFD_CLOEXEC | kind);
        if (own >= 0) {
            replace(fd, own);
        }
    }
}

/* HotSpot removes the name when it ends: let it be the child's, not the parent's. */
static void rename_listener(const char *old, const char *new) {
    size_t length = strlen(old) + 1;
    char *at = facts.jvm_data;
    char *end = at + facts.jvm_data_size;
    while (at && (at = memmem(at, end - at, old, length))) {
        memcpy(at, new, strlen(new) + 1);
        at += length;
    }
}

static void renew_listener(int fd, int parent, int self) {
    struct sockaddr_un address;
    socklen_t length = sizeof address;
    int is_listening = 0;
    socklen_t int_length = sizeof is_listening;
    char parents[64];
    memset(&address, 0, sizeof address);
    path_of(parents, LISTENER, parent);
    if (CALL3(SYS_getsockname, fd, &address, &length) || address.sun_family != AF_UNIX
        || strncmp(address.sun_path, parents, strlen(parents))
        || call6(SYS_getsockopt, fd, SOL_SOCKET, SO_ACCEPTCONN, (long)&is_listening,
                 (long)&int_length, 0)
        || !is_listening) {
        return;
    }
    int own = CALL3(SYS_socket, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (own < 0) {
        return;
    }
    memset(&address, 0, sizeof address);
    address.sun_family = AF_UNIX;
    path_of(address.sun_path, LISTENER, self);
    CALL1(SYS_unlink, address.sun_path);
    CALL3(SYS_bind, own, &address, sizeof address);
    CALL2(SYS_chmod, address.sun_path, 0600);
    CALL2(SYS_listen, own, 5);
    replace(fd, own);
    rename_listener(parents, address.sun_path);
}

static void renew_epoll(int fd) {
    if (epoll_count == MOST_EPOLLS) {
        return;
    }
    int own = CALL1(SYS_epoll_create1, EPOLL_CLOEXEC);
    if (own < 0) {
        return;
    }
    epolls[epoll_count].number = fd;
    epolls[epoll_count].parents = CALL3(SYS_fcntl, fd, F_DUPFD_CLOEXEC, 3);
    epoll_count++;
    replace(fd, own);
}

/* A number may be listed twice: for what it is now, and for what it was when it was closed, which lives on in
 * some process. Then the entry that waits for something counts; the other one had its event. */
static void add(int epoll, const char *entry) {
    struct epoll_event event;
    int fd = value_of(entry, "tfd:", 10, 0);
    event.events = value_of(entry, "events:", 16, 0);
    event.data.u64 = value_of(entry, "data:", 16, 0);
    if (CALL4(SYS_epoll_ctl, epoll, EPOLL_CTL_ADD, fd, &event) == -EEXIST
        && event.events & ~(uint32_t)(EPOLLONESHOT | EPOLLET | EPOLLEXCLUSIVE | EPOLLWAKEUP)) {
        CALL4(SYS_epoll_ctl, epoll, EPOLL_CTL_MOD, fd, &event);
    }
}

/* After all of them exist: those of virtual threads contain each other. */
static void fill_epolls(void) {
    for (int i = 0; i < epoll_count; i++) {
        if (read_info(epolls[i].parents)) {
            for (char *at = info; (at = strstr(at, "tfd:")); at += 4) {
                add(epolls[i].number, at);
            }
        }
        CALL1(SYS_close, epolls[i].parents);
    }
}

static int is_new_epoll(int fd) {
    for (int i = 0; i < epoll_count; i++) {
        if (epolls[i].number == fd || epolls[i].parents == fd) {
            return 1;
        }
    }
    return 0;
}

static void isolate(int fd, int is_for_epolls, int parent, int self) {
    char path[64];
    char target[128];
    long length = CALL4(SYS_readlinkat, AT_FDCWD, path_of(path, "/proc/self/fd/", fd), target,
                        sizeof target - 1);
    if (length <= 0) {
        return;
    }
    target[length] = 0;
    int flags = CALL2(SYS_fcntl, fd, F_GETFL);
    if (is_for_epolls) {
        if (strstr(target, "[eventpoll]") && !is_new_epoll(fd)) {
            renew_epoll(fd);
        }
    } else if (target[0] == '/') {
        reopen_file(fd, path, flags);
    } else if (strstr(target, "[eventfd")) {
        renew_eventfd(fd, flags);
    } else if (!strncmp(target, "socket:", 7)) {
        renew_listener(fd, parent, self);
    }
}

static void isolate_all(int is_for_epolls, int parent, int self) {
    char buffer[8192] __attribute__((aligned(8)));
    int directory = CALL4(SYS_openat, AT_FDCWD, "/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    long length;
    while (directory >= 0 && (length = CALL3(SYS_getdents64, directory, buffer, sizeof buffer)) > 0) {
        for (long at = 0; at < length;) {
            struct entry *entry = (struct entry *)(buffer + at);
            at += entry->length;
            int fd = number_of(entry->name);
            if (fd > 2 && fd != directory) { /* 0 to 2 are whoever's that made the parent */
                isolate(fd, is_for_epolls, parent, self);
            }
        }
    }
    CALL1(SYS_close, directory);
}

void isolate_descriptors(int parent, int self) {
    epoll_count = 0;
    isolate_all(0, parent, self);
    isolate_all(1, parent, self); /* after the eventfds that they contain */
    fill_epolls();
}

/* The counters of jstat are in a file that the child would share, and remove when it ends. */
void forget_performance_data(void) {
    if (!facts.performance_data) {
        return;
    }
    size_t size = facts.performance_data_size;
    long copy = call6(SYS_mmap, 0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (copy > 0) {
        memcpy((void *)copy, facts.performance_data, size);
        call6(SYS_mremap, copy, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, (long)facts.performance_data, 0);
    }
    if (facts.performance_file) {
        *strrchr(facts.performance_file, '/') = '-'; /* no such file: nothing is removed */
        facts.performance_file = 0;
    }
}
