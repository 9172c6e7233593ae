package dev.progeny.channel;

import dev.progeny.family.Block;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CompletionStage;

/// Stages that ring the bell of this process when they complete. Each is told so once, however
/// often it is waited for: what depends on a stage can never be taken back from it.
final class Stages {
    private static final Map<CompletionStage<?>, Boolean> TOLD =
            Collections.synchronizedMap(new WeakHashMap<>());

    private Stages() {}

    static void ringWhenDone(CompletionStage<?> stage) {
        if (TOLD.putIfAbsent(stage, true) == null) {
            var bell = Block.members().bell();
            stage.whenComplete((_, _) -> bell.ring());
        }
    }
}
