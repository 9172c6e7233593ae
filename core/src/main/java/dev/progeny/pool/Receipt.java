package dev.progeny.pool;

import dev.progeny.ring.Frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// How long a worker worked for an answer, behind the id in its payload. Little-endian.
///
/// | offset | size | name    | meaning                                             |
/// |-------:|-----:|---------|-----------------------------------------------------|
/// |      0 |    8 | ran     | nanoseconds in the task, or in all items of a batch |
/// |      8 |    4 | item    | index of the slowest item in the batch              |
/// |     12 |    4 | span    | from there on: it is one of so many items           |
/// |     16 |    8 | itemRan | nanoseconds in that                                 |
///
/// @param ran see the table
/// @param item see the table
/// @param span see the table; 0 where nothing was measured
/// @param itemRan see the table
record Receipt(long ran, int item, int span, long itemRan) {
    static final int BYTE_SIZE = 24;

    private static final int AT = PoolProtocol.AFTER_ID;
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    static Receipt of(Frame answer) {
        byte[] bytes = answer.bytes();
        return new Receipt(
                ran(answer),
                (int) INT.get(bytes, AT + 8),
                (int) INT.get(bytes, AT + 12),
                (long) LONG.get(bytes, AT + 16));
    }

    /// What the first field says, without the others.
    static long ran(Frame answer) {
        return (long) LONG.get(answer.bytes(), AT);
    }

    static void put(byte[] payload, long ran, ItemClock items) {
        LONG.set(payload, AT, ran);
        INT.set(payload, AT + 8, items.slowest());
        INT.set(payload, AT + 12, items.span());
        LONG.set(payload, AT + 16, items.nanos());
    }
}
