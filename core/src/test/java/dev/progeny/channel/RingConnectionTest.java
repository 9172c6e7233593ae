package dev.progeny.channel;

import dev.progeny.NothingLeft;

import org.junit.jupiter.api.extension.ExtendWith;

/// Through the family's memory.
@ExtendWith(NothingLeft.class)
class RingConnectionTest extends ConnectionContract {
    @Override
    Connection.Pair<Object> connect() {
        return Connection.pair();
    }
}
