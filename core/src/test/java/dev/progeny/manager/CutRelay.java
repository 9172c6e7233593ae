package dev.progeny.manager;

import dev.progeny.channel.Address;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Passes bytes on between one client and a server, and hangs up on both after exactly so many
/// bytes in one direction. Knows where frames end. If the client comes back, it is left in peace,
/// and nothing is counted.
final class CutRelay implements AutoCloseable {
    private final Path entrance;
    private final ServerSocketChannel listening;
    private final Path exit;
    private final Cut cut;
    private final Tally up = new Tally();
    private final Tally down = new Tally();
    private final List<SocketChannel> channels = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private volatile boolean isCut;

    /// A direction, as the server is above its clients.
    enum Way {
        UP,
        DOWN
    }

    /// When to hang up.
    ///
    /// @param way whose bytes count
    /// @param bytes how many pass, from the first one of the handshake on
    record Cut(Way way, long bytes) {
        static final Cut NEVER = new Cut(Way.UP, Long.MAX_VALUE);
    }

    /// @param server socket of the server
    /// @param entrance where the client connects
    CutRelay(Path server, Path entrance, Cut cut) throws IOException {
        this.entrance = entrance;
        this.cut = cut;
        exit = server;
        listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listening.bind(UnixDomainSocketAddress.of(entrance));
        threads.add(Thread.ofPlatform().start(this::accept));
    }

    Address address() {
        return new Address.Local(entrance);
    }

    Tally tally(Way way) {
        return way == Way.UP ? up : down;
    }

    /// Whether the connection is over, by a cut or since one side has closed it.
    boolean isCut() {
        return isCut;
    }

    /// Whether the client's last message did not arrive whole.
    boolean isLastCallBroken() {
        return isCut && up.isInside();
    }

    private void accept() {
        try {
            accept(up, down, cut);
            while (true) {
                accept(new Tally(), new Tally(), Cut.NEVER);
            }
        } catch (IOException e) {
            return; // closed
        }
    }

    private void accept(Tally itsUp, Tally itsDown, Cut itsCut) throws IOException {
        var client = listening.accept();
        var server = SocketChannel.open(UnixDomainSocketAddress.of(exit));
        channels.addAll(List.of(client, server));
        long mostUp = itsCut.way == Way.UP ? itsCut.bytes : Long.MAX_VALUE;
        long mostDown = itsCut.way == Way.DOWN ? itsCut.bytes : Long.MAX_VALUE;
        threads.add(Thread.ofPlatform().start(() -> pass(client, server, itsUp, mostUp)));
        threads.add(Thread.ofPlatform().start(() -> pass(server, client, itsDown, mostDown)));
    }

    private void pass(SocketChannel from, SocketChannel to, Tally tally, long most) {
        var buffer = ByteBuffer.allocate(8192);
        try {
            while (tally.passed() < most && from.read(buffer.clear()) >= 0) {
                buffer.flip();
                buffer.limit((int) Math.min(buffer.limit(), most - tally.passed()));
                var passed = buffer.duplicate();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                tally.add(passed);
            }
        } catch (IOException e) {
            // hung up meanwhile
        } finally {
            isCut = true;
            close(from);
            close(to);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            threads.getFirst().join(); // no more threads from here on
            channels.forEach(CutRelay::close);
            for (var thread : threads) {
                thread.join();
            }
            Files.deleteIfExists(entrance);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// What has passed in one direction.
    static final class Tally {
        private static final int LENGTH_BITS = 56;

        private final List<Long> ends = new CopyOnWriteArrayList<>();
        private volatile long passed;
        private long header;
        private int headerBytes;
        private long left;

        private synchronized void add(ByteBuffer bytes) {
            long count = passed;
            while (bytes.hasRemaining()) {
                if (headerBytes < Long.BYTES) {
                    header = header << Byte.SIZE | (bytes.get() & 0xff);
                    headerBytes++;
                    left = header & ((1L << LENGTH_BITS) - 1);
                    count++;
                } else {
                    int part = (int) Math.min(left, bytes.remaining());
                    bytes.position(bytes.position() + part);
                    left -= part;
                    count += part;
                }
                if (headerBytes == Long.BYTES && left == 0) {
                    ends.add(count);
                    headerBytes = 0;
                }
            }
            passed = count;
        }

        long passed() {
            return passed;
        }

        private synchronized boolean isInside() {
            return headerBytes > 0;
        }

        /// How many frames have passed.
        int frames() {
            return ends.size();
        }

        /// After how many bytes each frame ended.
        List<Long> ends() {
            return List.copyOf(ends);
        }
    }
}
