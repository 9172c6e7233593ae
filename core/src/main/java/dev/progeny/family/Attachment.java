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

    /// The payload. Its access fails once the last use has ended.
    final MemorySegment payload;

    private final Arena uses = Arena.ofShared();
    private int count;
    private @Nullable Object companion;

    Attachment(Family family, long offset, long serial) {
        this.offset = offset;
        this.serial = serial;
        try {
            payload = family.payload(offset, uses);
        } catch (Throwable e) {
            uses.close();
            throw e;
        }
    }

    void use() {
        count++;
    }

    /// Ends a use.
    ///
    /// @return whether it was the last
    boolean leave() {
        return --count == 0;
    }

    /// What the payload is open for.
    Arena uses() {
        return uses;
    }

    /// No object of this process reaches the payload any more.
    void end() {
        uses.close();
    }

    synchronized Object companion(Function<MemorySegment, ?> made) {
        if (companion == null) {
            companion = made.apply(payload);
        }
        return companion;
    }
}
