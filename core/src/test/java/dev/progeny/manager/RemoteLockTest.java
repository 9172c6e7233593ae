package dev.progeny.manager;

import dev.progeny.NothingLeft;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.concurrent.locks.Lock;

@ExtendWith(NothingLeft.class)
class RemoteLockTest extends LockContract {
    @RegisterExtension final Served served = new Served();

    @Override
    Lock create() {
        return served.manager().lock();
    }
}
