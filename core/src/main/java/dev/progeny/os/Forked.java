package dev.progeny.os;

import java.util.List;

/// A fork of a template that does not know yet what it is to be.
///
/// @param pid of a child of this process, not reaped
/// @param socket to it alone; it ends when the other side is closed
record Forked(long pid, DescriptorSocket socket) {

    /// Tells it, by its standard streams and its private channel.
    ///
    /// @return its pid
    /// @throws OsException if it has died
    int become(SpawnRequest.Stdio stdio, PosixSpawn.Given given) {
        // its template's group until now, which no Ctrl-C reaches
        Syscalls.setGroup(pid, PosixSpawn.leadsGroup(stdio) ? pid : Syscalls.ownGroup());
        int nothing = Syscalls.openNull();
        try {
            socket.send(
                    0,
                    List.of(
                            stream(stdio.in(), 0, -1, nothing),
                            stream(stdio.out(), 1, given.stdout(), nothing),
                            stream(stdio.err(), 2, given.stderr(), nothing),
                            given.channelIn(),
                            given.channelOut(),
                            given.crashLog()));
        } finally {
            Syscalls.close(nothing);
        }
        socket.close();
        return (int) pid;
    }

    private static int stream(SpawnRequest.Stream stream, int inherited, int captured, int none) {
        return switch (stream) {
            case INHERITED -> Syscalls.isOpen(inherited) ? inherited : none;
            case CAPTURED -> captured;
            case NULL -> none;
        };
    }

    void end() {
        Syscalls.killUnreaped(pid);
        Syscalls.reap(pid);
        socket.close();
    }
}
