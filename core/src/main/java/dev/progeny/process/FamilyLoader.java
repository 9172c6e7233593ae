package dev.progeny.process;

import dev.progeny.os.ParentLink;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Asks the parent for classes that the child's class path lacks: those that were compiled in
/// memory (a single-file program, JShell) or come out of a class loader of the parent's own.
final class FamilyLoader extends ClassLoader {
    private volatile ParentLink link;

    private FamilyLoader(ParentLink link) {
        super("progeny-family", ClassLoader.getSystemClassLoader());
        this.link = link;
    }

    /// Makes it the loader of this thread. In a fork it is already, and knows the classes that its
    /// template had asked for; from now on it asks the fork's own parent.
    static void install(ParentLink link) {
        var thread = Thread.currentThread();
        if (thread.getContextClassLoader() instanceof FamilyLoader inherited) {
            inherited.link = link;
        } else {
            thread.setContextClassLoader(new FamilyLoader(link));
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = fetch(name.replace('.', '/') + ".class");
        if (bytes == null) {
            throw new ClassNotFoundException(
                    name + ", neither on the class path nor at the parent");
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    /// One question at a time: the parent answers in order.
    private synchronized byte @Nullable [] fetch(String resource) throws ClassNotFoundException {
        try {
            byte[] question = resource.getBytes(StandardCharsets.UTF_8);
            link.send(BootProtocol.encode(BootProtocol.CLASS_WANTED, question));
            var answer = BootProtocol.read(link.in());
            if (answer.type() != BootProtocol.CLASS) {
                throw new ClassNotFoundException(resource + ": the parent sent " + answer.type());
            }
            if (answer.payload()[0] == 0) {
                return null;
            }
            var bytes = new byte[answer.payload().length - 1];
            System.arraycopy(answer.payload(), 1, bytes, 0, bytes.length);
            return bytes;
        } catch (IOException e) {
            throw new ClassNotFoundException(resource + ": the parent does not answer", e);
        }
    }
}
