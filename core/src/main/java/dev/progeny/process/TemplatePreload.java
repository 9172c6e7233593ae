package dev.progeny.process;

import dev.progeny.archive.Rehearsed;
import dev.progeny.task.RemoteRunnable;

import org.jspecify.annotations.Nullable;

/// What a template runs before it is forked: what its forks' own tasks would load each for itself,
/// then what the user has asked for.
///
/// @param rehearsal of a task that loads much
/// @param preload the user's
record TemplatePreload(RemoteRunnable rehearsal, @Nullable RemoteRunnable preload)
        implements RemoteRunnable {

    /// The options of a template whose forks run tasks like one; the same ones for any task that
    /// does not tell what it loads.
    static LaunchOptionsValue of(LaunchOptionsValue options, Object task) {
        return task instanceof Rehearsed rehearsed
                ? options.preloading(new TemplatePreload(rehearsed.rehearsal(), options.preload()))
                : options;
    }

    @Override
    public void runRemotely() throws Exception {
        rehearsal.runRemotely();
        if (preload != null) {
            preload.runRemotely();
        }
    }
}
