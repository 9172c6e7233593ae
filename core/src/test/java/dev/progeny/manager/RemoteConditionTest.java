package dev.progeny.manager;

import dev.progeny.NothingLeft;
import dev.progeny.sync.ConditionContract;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.concurrent.locks.Lock;

@ExtendWith(NothingLeft.class)
class RemoteConditionTest extends ConditionContract {
    @RegisterExtension final Served served = new Served();

    @Override
    protected Lock create() {
        return served.manager().lock();
    }
}
