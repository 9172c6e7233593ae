package dev.progeny.manager;

import java.util.LinkedHashSet;
import java.util.Set;

/// The contract holds for the JDK's own set, so it asks for nothing of our invention.
class LinkedHashSetTest extends SetContract {
    @Override
    <E> Set<E> create() {
        return new LinkedHashSet<>();
    }
}
