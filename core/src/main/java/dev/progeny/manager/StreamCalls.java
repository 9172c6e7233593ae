package dev.progeny.manager;

import java.io.Serializable;
import java.util.List;

/// A stream at its server, as its reader pulls it.
interface StreamCalls {

    /// The next elements.
    ///
    /// @param most how many at the most
    Batch next(int most);

    /// Ends it.
    void end();

    /// Some elements.
    ///
    /// @param elements in order
    /// @param isLast whether there will be no more
    record Batch(List<?> elements, boolean isLast) implements Serializable {
        private static final long serialVersionUID = 1L;
    }
}
