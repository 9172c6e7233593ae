package dev.progeny.pool;

import dev.progeny.codec.Codec;
import dev.progeny.codec.SentLambda;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// A function that travels once to each worker that needs it.
///
/// @param id names it to all workers of this process
/// @param payload its id, then itself, encoded
@SuppressWarnings("ArrayRecordComponent") // never compared
record SentFunction(long id, byte[] payload) {
    private static final AtomicLong LAST_ID = new AtomicLong();

    /// By the class of a lambda that captured nothing: there is one of it.
    private static final ClassValue<AtomicReference<@Nullable SentFunction>> CONSTANTS =
            new ClassValue<>() {
                @Override
                protected AtomicReference<@Nullable SentFunction> computeValue(Class<?> type) {
                    return new AtomicReference<>();
                }
            };

    /// A function that is the same each time, so that workers may keep it.
    ///
    /// @return null where it may have captured something, which may change
    static @Nullable SentFunction ofConstant(Object function) {
        if (!SentLambda.isConstant(function)) {
            return null;
        }
        var known = CONSTANTS.get(function.getClass());
        var sent = known.get();
        if (sent == null) {
            sent = of(function);
            known.set(sent);
        }
        return sent;
    }

    static SentFunction of(Object function) {
        long id = LAST_ID.incrementAndGet();
        byte[] payload = Codec.java().encode(function, PoolProtocol.AFTER_ID);
        PoolProtocol.putId(payload, id);
        return new SentFunction(id, payload);
    }
}
