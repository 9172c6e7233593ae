package dev.progeny.os;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;

/// The private channel to the parent, from the child's side.
///
/// On the lean boot path: a child opens it before anything else, so the form for Linux needs no
/// more than file streams. A pipe opened anew through `/proc/self/fd` is the same pipe.
public abstract class ParentLink {
    /// The argument of a child whose channel is descriptors 3 and 4.
    public static final String BY_DESCRIPTORS = "descriptors";

    private static final String ARGUMENT_SEPARATOR = ":";
    private static final long PARENT_NOW = -1;

    ParentLink() {}

    /// Opens the channel.
    ///
    /// @param argument the one that the back end appended to this child's command
    /// @return the channel
    /// @throws java.io.EOFException if the parent has gone meanwhile
    /// @throws IOException if it is not there, as when somebody runs the bootstrap by hand
    public static ParentLink open(String argument) throws IOException {
        if (argument.startsWith(PortableChild.CHANNEL_ARGUMENT)) {
            return new SocketLink(argument.substring(argument.indexOf(ARGUMENT_SEPARATOR) + 1));
        }
        return ofDescriptors();
    }

    /// The channel of a process that has it as descriptors.
    static ParentLink ofDescriptors() {
        return ofDescriptors(PosixSpawn.CHANNEL_IN, PosixSpawn.CHANNEL_OUT, PARENT_NOW);
    }

    /// @param parent its pid, if it is known; else whoever it is now
    static ParentLink ofDescriptors(int channelIn, int channelOut, long parent) {
        try {
            return new DescriptorLink(channelIn, channelOut, parent);
        } catch (IOException e) {
            throw new UncheckedIOException("there is no channel to a parent", e);
        }
    }

    /// What the parent says.
    ///
    /// @return a stream that the caller reads, unbuffered
    public abstract InputStream in();

    /// Tells the parent something. Messages of several threads do not mix.
    ///
    /// @param message bytes, whole
    /// @throws IOException if the parent has gone
    public final synchronized void send(byte[] message) throws IOException {
        out().write(message);
    }

    /// Where [#send] writes, unbuffered.
    abstract OutputStream out();

    /// The parent that started this child.
    ///
    /// @return its pid
    public abstract long parentPid();

    /// Whether the parent that started this child still lives. Cheap; does not block. Asked again
    /// and again by one thread.
    ///
    /// @return false after its death, for ever; never because this process has no descriptor left
    public abstract boolean isParentAlive();

    /// Removes what a killed parent could not remove itself. Called by an orphan on its way out.
    public abstract void sweepAfterParent();

    /// Lets go of the channel; what forks a process does so in its child, whose parent is another.
    ///
    /// @throws IOException never on Linux
    public abstract void close() throws IOException;

    /// Descriptors 3 and 4 where [PosixSpawn] made the process. A dead parent shows as a new parent
    /// pid; waiting for the end of the pipe instead would keep a thread in a native read, for which
    /// a JVM that ends waits 300 ms.
    private static final class DescriptorLink extends ParentLink {
        private final InputStream in;
        private final OutputStream out;

        /// Open for good: a task may use up all descriptors.
        private final RandomAccessFile stat;

        private final long parentPid;

        DescriptorLink(int channelIn, int channelOut, long parent) throws IOException {
            in = new FileInputStream("/proc/self/fd/" + channelIn);
            out = new FileOutputStream("/proc/self/fd/" + channelOut);
            stat = new RandomAccessFile("/proc/self/stat", "r");
            parentPid = parent == PARENT_NOW ? ProcStat.read(stat).parent() : parent;
        }

        @Override
        public InputStream in() {
            return in;
        }

        @Override
        OutputStream out() {
            return out;
        }

        @Override
        public long parentPid() {
            return parentPid;
        }

        @Override
        public boolean isParentAlive() {
            try {
                return parentPid == ProcStat.read(stat).parent();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read /proc/self/stat, open since boot", e);
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
            out.close();
            stat.close();
        }

        @Override
        public void sweepAfterParent() {
            LinuxNames.leave(); // the kernel has freed all that is anonymous
        }
    }
}
