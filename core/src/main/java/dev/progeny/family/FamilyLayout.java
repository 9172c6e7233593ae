package dev.progeny.family;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.sequenceLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.progeny.park.Doorbell;

import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.VarHandle;
import java.security.SecureRandom;

/// Header of a family's memory, version 2. Native byte order. All zero is a family that nobody has
/// joined. Blocks follow, see [BlockLayout].
///
/// | offset |   size | name    | writer        | mode    | meaning                           |
/// |-------:|-------:|---------|---------------|---------|-----------------------------------|
/// |      0 |      4 | magic   | lock's holder | release | `0x5052_4641`, stored last        |
/// |      4 |      4 | version | lock's holder | plain   | 2                                 |
/// |      8 |      8 | top     | lock's holder | release | end of the blocks carved so far   |
/// |     16 |      8 | serial  | lock's holder | plain   | of the block made last            |
/// |     24 |      8 | far     | lock's holder | plain   | where the next far payload begins |
/// |     32 |      4 | keyed   | lock's holder | release | 1: there is a key                 |
/// |    128 |    256 | lock    | all           | CAS     | [BriefLock] for all the rest      |
/// |    384 |    128 | free    | lock's holder | plain   | first free block by size class    |
/// |    512 |     32 | key     | lock's holder | plain   | a secret that all members share   |
/// |   4096 |  16384 | members | by row        | CAS     | the process table, see [Members]  |
/// |  20480 | 131072 | bells   | all           | CAS     | a [Doorbell] for each of its rows |
final class FamilyLayout {
    static final int CLASSES = 16;
    static final int KEY_BYTES = 32;

    static final StructLayout LAYOUT =
            structLayout(
                            JAVA_INT.withName("magic"),
                            JAVA_INT.withName("version"),
                            JAVA_LONG.withName("top"),
                            JAVA_LONG.withName("serial"),
                            JAVA_LONG.withName("far"),
                            JAVA_INT.withName("keyed"),
                            paddingLayout(92),
                            BriefLock.LAYOUT.withName("lock"),
                            sequenceLayout(CLASSES, JAVA_LONG).withName("free"),
                            sequenceLayout(KEY_BYTES, JAVA_BYTE).withName("key"),
                            paddingLayout(3552),
                            sequenceLayout(Members.MOST, Members.ROW).withName("members"),
                            sequenceLayout(Members.MOST, Doorbell.LAYOUT).withName("bells"))
                    .withName("family");

    /// Where blocks begin: behind the header, on a page of its own.
    static final long FIRST_BLOCK = 196_608;

    static final long LOCK_AT = offset("lock");
    static final long MEMBERS_AT = offset("members");
    static final long BELLS_AT = offset("bells");

    private static final int VERSION = 2;
    private static final int MAGIC = 0x5052_4641;
    private static final VarHandle MAGIC_WORD = LAYOUT.varHandle(PathElement.groupElement("magic"));
    private static final VarHandle TOP = LAYOUT.varHandle(PathElement.groupElement("top"));
    private static final long VERSION_AT = offset("version");
    private static final long SERIAL_AT = offset("serial");
    private static final long FAR_AT = offset("far");
    private static final long FREE_AT = offset("free");
    private static final VarHandle KEYED = LAYOUT.varHandle(PathElement.groupElement("keyed"));
    private static final long KEY_AT = offset("key");

    private FamilyLayout() {}

    private static long offset(String name) {
        return LAYOUT.byteOffset(PathElement.groupElement(name));
    }

    /// Writes the header if nobody has; under the lock.
    static void format(MemorySegment near, long farStart) {
        if ((int) MAGIC_WORD.getAcquire(near, 0L) == MAGIC) {
            int version = near.get(JAVA_INT, VERSION_AT);
            if (version != VERSION) {
                throw new IllegalStateException(
                        "the family runs another version of Progeny: version="
                                + version
                                + ", expected="
                                + VERSION
                                + "; use one version on all class paths");
            }
            return;
        }
        near.set(JAVA_INT, VERSION_AT, VERSION);
        near.set(JAVA_LONG, FAR_AT, farStart);
        top(near, FIRST_BLOCK);
        MAGIC_WORD.setRelease(near, 0L, MAGIC);
    }

    static long top(MemorySegment near) {
        return (long) TOP.getAcquire(near, 0L);
    }

    static void top(MemorySegment near, long end) {
        TOP.setRelease(near, 0L, end); // a block is there once this says so
    }

    static long nextSerial(MemorySegment near) {
        long serial = near.get(JAVA_LONG, SERIAL_AT) + 1;
        near.set(JAVA_LONG, SERIAL_AT, serial);
        return serial;
    }

    /// Takes a part of the far memory for good: what is dead there is never used again.
    static long takeFar(MemorySegment near, long size) {
        long start = near.get(JAVA_LONG, FAR_AT);
        near.set(JAVA_LONG, FAR_AT, start + size);
        return start;
    }

    /// The family's secret, made at the first call; under the lock.
    static byte[] key(MemorySegment near) {
        byte[] key = new byte[KEY_BYTES];
        if ((int) KEYED.getAcquire(near, 0L) == 0) {
            new SecureRandom().nextBytes(key);
            MemorySegment.copy(key, 0, near, JAVA_BYTE, KEY_AT, KEY_BYTES);
            KEYED.setRelease(near, 0L, 1); // a holder that dies before has made none
        }
        MemorySegment.copy(near, JAVA_BYTE, KEY_AT, key, 0, KEY_BYTES);
        return key;
    }

    static long firstFree(MemorySegment near, int sizeClass) {
        return near.get(JAVA_LONG, FREE_AT + 8L * sizeClass);
    }

    static void firstFree(MemorySegment near, int sizeClass, long block) {
        near.set(JAVA_LONG, FREE_AT + 8L * sizeClass, block);
    }
}
