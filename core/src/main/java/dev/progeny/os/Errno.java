package dev.progeny.os;

/// Error numbers of Linux that Progeny tells apart or explains.
final class Errno {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int ESRCH = 3;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int ENOMEM = 12;
    static final int EACCES = 13;
    static final int EFAULT = 14;
    static final int EEXIST = 17;
    static final int EFBIG = 27;
    static final int ENOSPC = 28;
    static final int EMFILE = 24;
    static final int ENFILE = 23;
    static final int EPIPE = 32;
    static final int E2BIG = 7;
    static final int ENOEXEC = 8;
    static final int ECONNRESET = 104;
    static final int ETIMEDOUT = 110;

    private Errno() {}

    /// Loads this class in time: without a free descriptor, none could be loaded to tell of that.
    static void load() {
        // to be called is enough
    }

    /// Says in words what a number means, and what to do where that is known.
    static String describe(int errno) {
        return switch (errno) {
            case EPERM -> "EPERM, not permitted";
            case ENOENT -> "ENOENT, no such file or directory";
            case ESRCH -> "ESRCH, no such process";
            case EAGAIN -> "EAGAIN, often the limit of processes (ulimit -u)";
            case ENOMEM -> "ENOMEM, not enough memory";
            case EACCES -> "EACCES, permission denied";
            case EMFILE -> "EMFILE, this process has no descriptor left; raise ulimit -n";
            case ENFILE -> "ENFILE, the system has no descriptor left";
            case E2BIG -> "E2BIG, arguments and environment are too long";
            case ENOEXEC -> "ENOEXEC, not a program for this machine";
            case EPIPE -> "EPIPE, the other side has closed";
            case ENOSPC -> "ENOSPC, no room left";
            default -> "errno " + errno;
        };
    }
}
