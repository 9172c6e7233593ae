package dev.progeny.os;

/// Watch through a pidfd: readable only when every thread of the process has gone. The state `Z`
/// in `/proc`, or an answer to signal 0, would speak of the leader thread alone.
final class LinuxPeer implements Peer {
    static final int GONE = -1;

    private int pidfd;

    LinuxPeer(int pidfd) {
        this.pidfd = pidfd;
    }

    @Override
    public synchronized boolean isAlive() {
        if (pidfd >= 0 && Syscalls.isReadable(pidfd)) {
            close();
        }
        return pidfd >= 0;
    }

    @Override
    public synchronized void close() {
        if (pidfd >= 0) {
            Syscalls.close(pidfd);
        }
        pidfd = GONE;
    }
}
