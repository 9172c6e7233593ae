package dev.progeny.family;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;

/// A block as this process uses it, with all its [Block] objects together. Guarded by the family's
/// lock, but for what is final.
final class Attachment {
    final long offset;
    final long serial;

    /// The payload, mapped until the last use has ended.
    final MemorySegment payload;

    /// Of a far payload; the near memory is mapped for good.
    private final @Nullable Arena mapping;

    private int uses;
    private @Nullable Object companion;

    Attachment(Family family, long offset, long serial) {
        this.offset = offset;
        this.serial = serial;
        mapping = family.isFar(offset) ? Arena.ofShared() : null;
        try {
            payload = family.payload(offset, mapping == null ? Arena.global() : mapping);
        } catch (Throwable e) {
            unmap();
            throw e;
        }
    }

    void use() {
        uses++;
    }

    /// Ends a use.
    ///
    /// @return whether it was the last
    boolean leave() {
        return --uses == 0;
    }

    /// No object of this process reaches the payload any more.
    void unmap() {
        if (mapping != null) {
            mapping.close();
        }
    }

    synchronized Object companion(Function<MemorySegment, ?> made) {
        if (companion == null) {
            companion = made.apply(payload);
        }
        return companion;
    }
}
