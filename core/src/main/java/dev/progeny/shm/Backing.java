package dev.progeny.shm;

import dev.progeny.family.Block;
import dev.progeny.os.NamedMemory;
import dev.progeny.os.Os;

import java.io.Serializable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/// What shared memory lies in.
sealed interface Backing {
    MemorySegment segment();

    String name();

    void unlink();

    boolean isOwner();

    void close();

    /// What travels.
    Handle handle();

    /// What the same memory is attached by, in any process that may.
    sealed interface Handle extends Serializable {
        Backing attach();
    }

    /// Memory of the family.
    record Anonymous(Block block) implements Backing {
        @Override
        public MemorySegment segment() {
            return block.segment();
        }

        @Override
        public String name() {
            return "";
        }

        @Override
        public void unlink() {
            throw new IllegalStateException("anonymous memory has no name to remove; close it");
        }

        @Override
        public boolean isOwner() {
            return block.isOwner();
        }

        @Override
        public void close() {
            block.close();
        }

        @Override
        public Handle handle() {
            return new AnonymousHandle(block.handle());
        }
    }

    /// What anonymous memory travels as.
    ///
    /// @param block where it is
    record AnonymousHandle(Block.Handle block) implements Handle {
        private static final long serialVersionUID = 1L;

        @Override
        public Backing attach() {
            return new Anonymous(Block.attach(block));
        }
    }

    /// Memory with a name.
    final class Named implements Backing {
        private final String name;
        private final boolean isOwner;
        private final Arena arena;
        private final NamedMemory memory;
        private final AtomicBoolean isClosed = new AtomicBoolean();

        private Named(String name, boolean isOwner, Arena arena, NamedMemory memory) {
            this.name = name;
            this.isOwner = isOwner;
            this.arena = arena;
            this.memory = memory;
        }

        static Named create(String name, long byteSize) {
            var arena = Arena.ofShared();
            try {
                var memory = Os.current().createNamed(name, byteSize, arena);
                return new Named(name, true, arena, memory);
            } catch (RuntimeException | Error e) {
                arena.close();
                throw e;
            }
        }

        static Named attach(String name, boolean isReadOnly) {
            var arena = Arena.ofShared();
            try {
                var memory = Os.current().openNamed(name, isReadOnly, arena);
                return new Named(name, false, arena, memory);
            } catch (RuntimeException | Error e) {
                arena.close();
                throw e;
            }
        }

        @Override
        public MemorySegment segment() {
            return memory.segment();
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void unlink() {
            if (!isOwner) {
                throw new IllegalStateException(
                        "only the creator removes a name: name=" + name + "; close() it here");
            }
            memory.unlink();
        }

        @Override
        public boolean isOwner() {
            return isOwner;
        }

        @Override
        public void close() {
            if (isClosed.compareAndSet(false, true)) {
                memory.unlink();
                arena.close();
            }
        }

        @Override
        public Handle handle() {
            return new NamedHandle(name, memory.segment().isReadOnly());
        }
    }

    /// What named memory travels as.
    ///
    /// @param name what it is found by
    /// @param isReadOnly how it was attached
    record NamedHandle(String name, boolean isReadOnly) implements Handle {
        private static final long serialVersionUID = 1L;

        @Override
        public Backing attach() {
            return Named.attach(MemoryName.check(name), isReadOnly);
        }
    }
}
