package dev.progeny.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// `posix_spawn` of glibc, so that the parent reaps its child itself and sees the true wait status.
///
/// A child gets these descriptors, and none above them:
///
/// | descriptor | what                                            |
/// |-----------:|-------------------------------------------------|
/// |      0 - 2 | standard streams, see [SpawnRequest.Stdio]      |
/// |          3 | private channel, reading end (parent to child)  |
/// |          4 | private channel, writing end (child to parent)  |
/// |          5 | memory for the JVM's report of a crash          |
/// |          6 | a template's only: where it is asked for forks  |
///
/// A child that has no terminal to read from is put into a process group of its own: a Ctrl-C then
/// reaches the parent alone, which ends its children in order.
final class PosixSpawn {
    static final int CHANNEL_IN = 3;
    static final int CHANNEL_OUT = 4;
    static final int CRASH_LOG = 5;
    static final int REQUESTS = 6;
    static final String CRASH_LOG_PATH = "/proc/self/fd/" + CRASH_LOG;

    /// Tells the child's bootstrap that its private channel is descriptors 3 and 4.
    static final String CHANNEL_ARGUMENT = ParentLink.BY_DESCRIPTORS;

    private static final int O_RDWR = 2;
    private static final int STRUCT_SIZE = 512;
    private static final int SIGNAL_SET_SIZE = 128;
    private static final long SET_GROUP = 0x02;
    private static final long SET_DEFAULT_SIGNALS = 0x04;
    private static final long SET_SIGNAL_MASK = 0x08;

    /// INT, QUIT, PIPE and TERM: a shell may have told a background job to ignore them, and HotSpot
    /// would leave it so. HUP stays as it is, for `nohup`.
    private static final long DEFAULT_SIGNALS = 1L << 1 | 1L << 2 | 1L << 12 | 1L << 14;

    private final MemorySegment spawn = function("posix_spawn");
    private final MemorySegment actionsInit = function("posix_spawn_file_actions_init");
    private final MemorySegment actionsDestroy = function("posix_spawn_file_actions_destroy");
    private final MemorySegment addDup2 = function("posix_spawn_file_actions_adddup2");
    private final MemorySegment addOpen = function("posix_spawn_file_actions_addopen");
    private final MemorySegment addChdir = function("posix_spawn_file_actions_addchdir_np");
    private final MemorySegment addCloseFrom = function("posix_spawn_file_actions_addclosefrom_np");
    private final MemorySegment attributesInit = function("posix_spawnattr_init");
    private final MemorySegment attributesDestroy = function("posix_spawnattr_destroy");
    private final MemorySegment setFlags = function("posix_spawnattr_setflags");
    private final MemorySegment setGroup = function("posix_spawnattr_setpgroup");
    private final MemorySegment setDefaultSignals = function("posix_spawnattr_setsigdefault");
    private final MemorySegment setSignalMask = function("posix_spawnattr_setsigmask");

    private static MemorySegment function(String name) {
        var found = Native.function(name);
        if (found == null) {
            throw new OsException(
                    "the C library has no " + name + "; Progeny needs glibc 2.34 or newer", null);
        }
        return found;
    }

    /// Starts a program.
    ///
    /// @param given the parent's ends of which the child gets copies
    /// @return the child's pid
    int start(SpawnRequest request, Given given) {
        try (var arena = Arena.ofConfined();
                var _ = Affinity.to(request.processors())) {
            var actions = arena.allocate(STRUCT_SIZE, 16);
            var attributes = arena.allocate(STRUCT_SIZE, 16);
            check("posix_spawn_file_actions_init", Native.call(actionsInit, actions));
            check("posix_spawnattr_init", Native.call(attributesInit, attributes));
            try {
                connect(request, given, actions, arena);
                isolate(request, attributes, arena);
                return exec(request, actions, attributes, arena);
            } finally {
                Native.call(actionsDestroy, actions);
                Native.call(attributesDestroy, attributes);
            }
        }
    }

    private void connect(SpawnRequest request, Given given, MemorySegment actions, Arena arena) {
        var stdio = request.stdio();
        connect(stdio.in(), -1, 0, actions, arena);
        connect(stdio.out(), given.stdout(), 1, actions, arena);
        connect(stdio.err(), given.stderr(), 2, actions, arena);
        dup2(actions, given.channelIn(), CHANNEL_IN);
        dup2(actions, given.channelOut(), CHANNEL_OUT);
        dup2(actions, given.crashLog(), CRASH_LOG);
        if (given.requests() >= 0) {
            dup2(actions, given.requests(), REQUESTS);
        }
        check(
                "posix_spawn_file_actions_addclosefrom_np",
                Native.call(
                        addCloseFrom, actions, given.requests() >= 0 ? REQUESTS + 1 : REQUESTS));
        if (request.directory() != null) {
            check(
                    "posix_spawn_file_actions_addchdir_np",
                    Native.call(
                            addChdir, actions, arena.allocateFrom(request.directory()).address()));
        }
    }

    private void connect(
            SpawnRequest.Stream stream, int from, int to, MemorySegment actions, Arena arena) {
        switch (stream) {
            case INHERITED -> {}
            case CAPTURED -> dup2(actions, from, to);
            case NULL ->
                    check(
                            "posix_spawn_file_actions_addopen",
                            Native.call(
                                    addOpen,
                                    actions.address(),
                                    to,
                                    arena.allocateFrom("/dev/null").address(),
                                    O_RDWR,
                                    0,
                                    0));
        }
    }

    private void dup2(MemorySegment actions, int from, int to) {
        check(
                "posix_spawn_file_actions_adddup2",
                Native.call(addDup2, actions.address(), from, to, 0, 0, 0));
    }

    private void isolate(SpawnRequest request, MemorySegment attributes, Arena arena) {
        boolean ownGroup = leadsGroup(request.stdio());
        long flags = SET_DEFAULT_SIGNALS | SET_SIGNAL_MASK | (ownGroup ? SET_GROUP : 0);
        var defaults = arena.allocate(SIGNAL_SET_SIZE, 8);
        defaults.set(JAVA_LONG, 0, DEFAULT_SIGNALS);
        var noneBlocked = arena.allocate(SIGNAL_SET_SIZE, 8);
        check("setflags", Native.call(setFlags, attributes, flags));
        check("setpgroup", Native.call(setGroup, attributes, 0));
        check("setsigdefault", Native.call(setDefaultSignals, attributes, defaults.address()));
        check("setsigmask", Native.call(setSignalMask, attributes, noneBlocked.address()));
    }

    /// Whether the child is put into a process group of its own.
    static boolean leadsGroup(SpawnRequest.Stdio stdio) {
        return stdio.in() != SpawnRequest.Stream.INHERITED;
    }

    private int exec(
            SpawnRequest request, MemorySegment actions, MemorySegment attributes, Arena arena) {
        var pid = arena.allocate(JAVA_INT);
        var arguments = new ArrayList<>(request.command());
        arguments.add(CHANNEL_ARGUMENT);
        var environment =
                request.environment().entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .toList();
        int error =
                Native.call(
                        spawn,
                        pid.address(),
                        arena.allocateFrom(arguments.getFirst()).address(),
                        actions.address(),
                        attributes.address(),
                        strings(arguments, arena).address(),
                        strings(environment, arena).address());
        if (error != 0) {
            throw new OsException(
                    "cannot start "
                            + arguments.getFirst()
                            + directoryOf(request)
                            + ": "
                            + Errno.describe(error),
                    null);
        }
        return pid.get(JAVA_INT, 0);
    }

    private static String directoryOf(SpawnRequest request) {
        return request.directory() == null ? "" : " in directory " + request.directory();
    }

    /// An array of pointers to C strings, ended by a null pointer.
    private static MemorySegment strings(List<String> strings, Arena arena) {
        var array = arena.allocate(ADDRESS, strings.size() + 1L);
        for (int i = 0; i < strings.size(); i++) {
            array.setAtIndex(ADDRESS, i, arena.allocateFrom(strings.get(i)));
        }
        return array;
    }

    private static void check(String function, int error) {
        if (error != 0) {
            throw new OsException(function + " failed: " + Errno.describe(error), null);
        }
    }

    /// Descriptors of the parent that become the child's.
    ///
    /// @param channelIn what the child reads
    /// @param channelOut what the child writes
    /// @param crashLog becomes [#CRASH_LOG]
    /// @param stdout the child's stdout where captured, else null descriptor -1
    /// @param stderr the child's stderr where captured, else -1
    /// @param requests becomes [#REQUESTS]; -1 for a child that is no template
    record Given(
            int channelIn, int channelOut, int crashLog, int stdout, int stderr, int requests) {

        Given withRequests(int socket) {
            return new Given(channelIn, channelOut, crashLog, stdout, stderr, socket);
        }
    }
}
