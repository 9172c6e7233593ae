package dev.progeny.manager;

import java.util.ArrayList;
import java.util.List;

/// The contract holds for the JDK's own list, so it asks for nothing of our invention.
class ArrayListTest extends ListContract {
    @Override
    <E> List<E> create() {
        return new ArrayList<>();
    }
}
