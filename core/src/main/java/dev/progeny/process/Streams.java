package dev.progeny.process;

import dev.progeny.os.SpawnRequest;
import dev.progeny.os.SpawnRequest.Stream;

/// What each [Stdio] means for the three streams.
final class Streams {
    private Streams() {}

    static SpawnRequest.Stdio of(Stdio stdio) {
        return switch (stdio) {
            case PASS -> new SpawnRequest.Stdio(Stream.NULL, Stream.INHERITED, Stream.CAPTURED);
            case RELAY -> new SpawnRequest.Stdio(Stream.NULL, Stream.CAPTURED, Stream.CAPTURED);
            case INHERIT ->
                    new SpawnRequest.Stdio(Stream.INHERITED, Stream.INHERITED, Stream.INHERITED);
            case DISCARD -> new SpawnRequest.Stdio(Stream.NULL, Stream.NULL, Stream.CAPTURED);
        };
    }
}
