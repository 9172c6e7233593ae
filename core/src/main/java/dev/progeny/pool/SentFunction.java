package dev.progeny.pool;

import dev.progeny.codec.Codec;

import java.util.concurrent.atomic.AtomicLong;

/// A function that travels once to each worker that needs it.
///
/// @param id names it to all workers of this process
/// @param payload its id, then itself, encoded
@SuppressWarnings("ArrayRecordComponent") // never compared
record SentFunction(long id, byte[] payload) {
    private static final AtomicLong LAST_ID = new AtomicLong();

    static SentFunction of(Object function) {
        long id = LAST_ID.incrementAndGet();
        byte[] payload = Codec.java().encode(function, PoolProtocol.AFTER_ID);
        PoolProtocol.putId(payload, id);
        return new SentFunction(id, payload);
    }
}
