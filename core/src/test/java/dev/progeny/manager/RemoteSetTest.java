package dev.progeny.manager;

import dev.progeny.NothingLeft;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.Set;

@ExtendWith(NothingLeft.class)
class RemoteSetTest extends SetContract {
    @RegisterExtension final Served served = new Served();

    @Override
    <E> Set<E> create() {
        return served.manager().set();
    }
}
