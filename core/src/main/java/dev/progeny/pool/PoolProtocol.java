package dev.progeny.pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// What a pool and its workers say to each other in frames of their rings, version 3.
///
/// | kind     | from   | payload                                                                |
/// |----------|--------|------------------------------------------------------------------------|
/// | FUNCTION | parent | function id, encoded function                                          |
/// | FORGET   | parent | function id                                                            |
/// | CALL     | parent | unit, 0, encoded task                                                  |
/// | INVOKE   | parent | unit, function id, encoded argument                                    |
/// | APPLY    | parent | unit, function id, encoded array of arguments                          |
/// | STOP     | parent | nothing: leave after what was sent before                              |
/// | READY    | worker | 0, receipt of the initializer: booted, initializer done                |
/// | UNFIT    | worker | 0, receipt, encoded throwable of the initializer; the worker leaves    |
/// | RETURNED | worker | unit, receipt, encoded result                                          |
/// | THREW    | worker | unit, receipt, encoded throwable                                       |
/// | APPLIED  | worker | unit, receipt, encoded array of results                                |
/// | PARTLY   | worker | the same, with a [Failure] in place of each result of a failed item    |
/// | LEFT     | worker | 0, receipt, encoded result of the exit task                            |
/// | UNDONE   | worker | 0, receipt, encoded throwable of the exit task                         |
///
/// Units and function ids are 8 bytes, little-endian; a [Receipt] says how long it took. Legal
/// order: the worker says READY or UNFIT first, then one answer for each unit it starts, in the
/// order in which they were sent; a unit that was revoked gets none; LEFT or UNDONE, if there is an
/// exit task, is the last. A FUNCTION comes before the first INVOKE or APPLY that needs it, and
/// again after a FORGET.
final class PoolProtocol {
    static final int FUNCTION = 1;
    static final int FORGET = 2;
    static final int CALL = 3;
    static final int APPLY = 4;
    static final int STOP = 5;
    static final int INVOKE = 6;
    static final int READY = 11;
    static final int UNFIT = 12;
    static final int RETURNED = 13;
    static final int THREW = 14;
    static final int APPLIED = 15;
    static final int PARTLY = 16;
    static final int LEFT = 17;
    static final int UNDONE = 18;

    /// Where a function begins: behind one id.
    static final int AFTER_ID = Long.BYTES;

    /// Where a task or arguments begin: behind two ids.
    static final int AFTER_IDS = 2 * Long.BYTES;

    /// Where a result or throwable begins: behind one id and a receipt.
    static final int AFTER_RECEIPT = AFTER_ID + Receipt.BYTE_SIZE;

    /// Longest payload of a frame.
    static final int MOST_BYTES = Integer.MAX_VALUE - 64;

    private static final VarHandle ID =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private PoolProtocol() {}

    /// Whether a worker may answer a unit so.
    static boolean isAnswer(int unit, int answer) {
        return switch (answer) {
            case RETURNED -> unit == CALL || unit == INVOKE;
            case APPLIED, PARTLY -> unit == APPLY;
            case THREW -> true;
            default -> false;
        };
    }

    static long id(byte[] payload) {
        return (long) ID.get(payload, 0);
    }

    static long secondId(byte[] payload) {
        return (long) ID.get(payload, Long.BYTES);
    }

    static void putId(byte[] payload, long id) {
        ID.set(payload, 0, id);
    }

    static void putSecondId(byte[] payload, long id) {
        ID.set(payload, Long.BYTES, id);
    }
}
