package dev.progeny.channel;

import dev.progeny.NothingLeft;

import org.junit.jupiter.api.extension.ExtendWith;

/// Over TCP on the loopback interface.
@ExtendWith(NothingLeft.class)
class TcpConnectionTest extends ConnectionContract {
    @Override
    Connection.Pair<Object> connect() throws Exception {
        return Strangers.meet(Address.Tcp.loopback());
    }
}
