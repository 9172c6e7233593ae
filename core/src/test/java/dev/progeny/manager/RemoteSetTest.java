package dev.progeny.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;

import org.junit.jupiter.api.Test;
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

    @Test
    void snapshotIsACopyAtTheServerToo() {
        RemoteSet<String> set = served.manager().set();
        set.add("a");
        var before = set.snapshot();
        set.add("b");
        assertThat(before).containsExactly("a");
        before.clear();
        assertThat(set).hasSize(2);
    }
}
