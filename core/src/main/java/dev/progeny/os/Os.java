package dev.progeny.os;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/// The operating system, as far as Progeny needs it.
public sealed interface Os permits Linux, Portable {

    /// The back end of this JVM, chosen at the first call and kept.
    ///
    /// @return the one that `-Ddev.progeny.os` names, else the best one that works here
    static Os current() {
        return OsChoice.CHOSEN;
    }

    /// Name of this back end.
    ///
    /// @return `linux` or `portable`
    String name();

    /// Creates memory that relatives can open by its address, all zero.
    ///
    /// @param label a few letters for diagnostics
    /// @param byteSize its size; pages take room only when touched
    /// @return the memory, owned by the caller
    MemoryFile createMemory(String label, long byteSize);

    /// Creates memory for a whole family, which can have parts beyond its size; see
    /// [MemoryFile#makePart].
    ///
    /// @param byteSize size of what is always there
    /// @return the memory, owned by the caller
    MemoryFile createFamilyMemory(long byteSize);

    /// Opens memory that another process made.
    ///
    /// @param address what [MemoryFile#address] gave there
    /// @return the same memory
    /// @throws OsException if the owner has gone, or the address means something else by now
    MemoryFile openMemory(String address);

    /// Makes memory under a name, all zero, its room reserved.
    ///
    /// @param name of a file: not checked here
    /// @param byteSize its size
    /// @param arena unmaps it
    /// @return the memory, whose name this process owns
    /// @throws java.io.UncheckedIOException if the name exists, or there is no room
    NamedMemory createNamed(String name, long byteSize, Arena arena);

    /// Opens memory by its name.
    ///
    /// @param name of a file: not checked here
    /// @param isReadOnly whether it is to be mapped for reading alone
    /// @param arena unmaps it
    /// @return the memory
    /// @throws java.io.UncheckedIOException if there is none of that name
    NamedMemory openNamed(String name, boolean isReadOnly, Arena arena);

    /// Sleeps while a word holds a value, until it is woken or the time is over. May return early
    /// for no reason, so the caller looks at the word again.
    ///
    /// @param word four bytes, aligned; shared with other processes or not
    /// @param expected the value that was seen
    /// @param nanos the longest sleep; the caller slices longer ones
    /// @return why it returned
    Wake await(MemorySegment word, int expected, long nanos);

    /// Wakes sleepers of a word.
    ///
    /// @param word the word they sleep on
    /// @param sleepers how many at the most
    void wake(MemorySegment word, int sleepers);

    /// Identity of this process.
    ///
    /// @return pid and start time
    ProcessIdentity self();

    /// Identity of the process that has a pid now.
    ///
    /// @param pid the pid
    /// @return pid and start time; null where there is no such process
    @Nullable ProcessIdentity identify(long pid);

    /// Begins to watch a process for its death.
    ///
    /// @param identity the process
    /// @return its watch, to be closed; says dead from the start if the process has gone
    Peer watch(ProcessIdentity identity);

    /// How much memory a process has for itself: not what it shares, nor pages of files.
    ///
    /// @param pid the process
    /// @return bytes; negative where there is no such process, or the system does not tell
    long privateMemory(long pid);

    /// What a process does, as the system calls it.
    ///
    /// @param pid the process
    /// @return for example `T (stopped)`; empty where it is not known
    String stateOf(long pid);

    /// Asks the kernel to kill this process when its parent dies, where it can do that. The
    /// bootstrap's own watch on its private channel does not depend on it.
    void endWithParent();

    /// Where a child's JVM is to write its report when it crashes (`-XX:ErrorFile`); the head of it
    /// comes with [ChildListener#exited].
    ///
    /// @return a path as the child sees it; `%p` in it stands for the child's pid
    String crashLogPath();

    /// Starts a child process.
    ///
    /// @param request what to run, and with which standard streams
    /// @param message the first bytes on its private channel; not changed afterwards
    /// @param listener told what the child says, and its end
    /// @return the child
    /// @throws OsException if the program cannot be started
    ChildHandle spawn(SpawnRequest request, byte[] message, ChildListener listener);

    /// Where children find a library that makes their native calls cheap, see [LibraryAddress].
    ///
    /// @return a path; empty where there is none
    String callLibrary();

    /// Why this process cannot have children that are forked, as far as it can know that without
    /// trying.
    ///
    /// @return the reason; empty where there is none
    String whyNoForks();

    /// Why this JVM itself cannot be forked now.
    ///
    /// @return the reason; empty where it can
    String whyNoForkOfThis();

    /// Makes a child that is a fork of this JVM: it has this one's heap, and one thread.
    ///
    /// @param stdio its standard streams
    /// @param message the first bytes on its private channel; not changed afterwards
    /// @param listener told what the child says, and its end
    /// @param begin what the child does, with its channel; ends with [#leaveFork]
    /// @return the child
    /// @throws OsException if this JVM cannot be forked
    ChildHandle fork(
            SpawnRequest.Stdio stdio,
            byte[] message,
            ChildListener listener,
            Consumer<ParentLink> begin);

    /// Ends this process, which is a fork: runs its hooks first.
    ///
    /// @param code of its end
    void leaveFork(int code);

    /// Starts a JVM that is to be forked; it calls [TemplateSeat#take].
    ///
    /// @param request what to run; its standard streams are those of the template alone
    /// @param message as for [#spawn]
    /// @param listener told what the template says, and its end
    /// @return the template
    /// @throws OsException if the program cannot be started, or cannot be forked here
    Template spawnTemplate(SpawnRequest request, byte[] message, ChildListener listener);

    /// Lets the next Ctrl-C end this process at once. A JVM that ends already does not hear it.
    void endAtNextInterrupt();

    /// Says that this JVM is about to end: no child is started any more, and the thread that served
    /// them leaves the kernel. A JVM that ends waits 300 ms for a thread in a native call.
    void leave();

    /// Why [Os#await] returned.
    enum Wake {
        /// Somebody called [Os#wake], or it looked so.
        WOKEN,
        /// The word did not hold the expected value any more.
        VALUE_CHANGED,
        /// The time was over.
        TIMED_OUT,
        /// A signal arrived.
        INTERRUPTED
    }
}
