package dev.progeny.channel;

import dev.progeny.NothingLeft;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/// Over a Unix-domain socket.
@ExtendWith(NothingLeft.class)
class LocalConnectionTest extends ConnectionContract {
    @TempDir private Path scratch;

    @Override
    Connection.Pair<Object> connect() throws Exception {
        return Strangers.meet(new Address.Local(scratch.resolve("socket")));
    }
}
