package dev.progeny.channel;

import dev.progeny.NothingLeft;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/// Through TLS on the loopback interface.
@Tag("any-os")
@ExtendWith(NothingLeft.class)
class TlsConnectionTest extends ConnectionContract {
    @Override
    Connection.Pair<Object> connect() throws Exception {
        var keys = TlsKeys.ofListener();
        return Strangers.meet(keys.listening(), keys.believing(), Address.Tcp.loopback());
    }
}
