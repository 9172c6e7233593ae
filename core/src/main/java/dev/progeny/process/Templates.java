package dev.progeny.process;

import dev.progeny.codec.Codec;
import dev.progeny.os.ChildHandle;
import dev.progeny.os.ChildListener;
import dev.progeny.os.OsException;
import dev.progeny.os.Renewals;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// The templates of this process: one for each way in which children are to be born, since a fork
/// has its template's flags, environment, directory and preload.
///
/// They are started by the first child that needs them. One that has died is replaced by the next
/// child; the one that was not used for the longest time goes when there are too many.
final class Templates {
    private static final int MOST = 4;
    private static volatile SequencedMap<Key, TemplateProcess> all = none();
    private static int lastNumber;

    static {
        Renewals.add(() -> all = none());
    }

    private Templates() {}

    /// The map is its own lock. A fork has another one.
    private static SequencedMap<Key, TemplateProcess> none() {
        return new LinkedHashMap<>(8, 0.75f, true);
    }

    /// What children must have in common to be forks of one template.
    private record Key(
            List<String> command,
            Map<String, String> environment,
            @Nullable String directory,
            List<Integer> affinity,
            @Nullable ByteBuffer preload,
            @Nullable ClassLoader classes) {}

    /// A fork of the template that fits the options.
    static Birth birthOf(LaunchOptionsValue options, ClassLoader classes) {
        var preload = options.preload();
        var request = TemplateProcess.request(options);
        var key =
                new Key(
                        request.command(),
                        request.environment(),
                        request.directory(),
                        request.processors(),
                        preload == null ? null : ByteBuffer.wrap(Codec.java().encode(preload)),
                        TaskClasses.areOwn(classes) ? classes : null);
        return (message, listener) -> fork(key, options, classes, message, listener);
    }

    /// A template may die at any moment, also just now: the second attempt has a new one.
    private static ChildHandle fork(
            Key key,
            LaunchOptionsValue options,
            ClassLoader classes,
            byte[] message,
            ChildListener listener) {
        var stdio = Streams.of(options.stdio());
        var template = find(key, options, classes);
        try {
            return template.fork(stdio, message, listener);
        } catch (OsException e) {
            drop(key, template);
        }
        return find(key, options, classes).fork(stdio, message, listener);
    }

    private static TemplateProcess find(Key key, LaunchOptionsValue options, ClassLoader classes) {
        TemplateProcess found;
        TemplateProcess oldest = null;
        var running = all;
        synchronized (running) {
            found = running.get(key);
            if (found == null || !found.isAlive()) {
                found =
                        new TemplateProcess(
                                options.asTemplate("template-" + ++lastNumber), classes);
                running.put(key, found);
                oldest = running.size() > MOST ? running.pollFirstEntry().getValue() : null;
            }
        }
        if (oldest != null) {
            oldest.close();
        }
        try {
            found.boot();
            return found;
        } catch (RuntimeException | Error e) {
            drop(key, found);
            throw e;
        }
    }

    private static void drop(Key key, TemplateProcess template) {
        var running = all;
        synchronized (running) {
            running.remove(key, template);
        }
        template.close();
    }

    /// Ends all templates, and the spares that wait.
    static void end() {
        List<TemplateProcess> ended;
        var running = all;
        synchronized (running) {
            ended = new ArrayList<>(running.values());
            running.clear();
        }
        ended.forEach(TemplateProcess::close);
    }
}
