package dev.progeny.channel;

import java.io.Serializable;
import java.nio.file.Path;

/// What [Address.Local] travels as.
record LocalText(String socket) implements Serializable {
    private static final long serialVersionUID = 1L;

    private Object readResolve() {
        return new Address.Local(Path.of(socket));
    }
}
