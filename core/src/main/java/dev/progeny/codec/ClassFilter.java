package dev.progeny.codec;

import org.jspecify.annotations.Nullable;

import java.io.ObjectInputFilter;
import java.lang.reflect.Proxy;

/// Decides which classes may be decoded: an allow-list.
///
/// The [standard][#standard()] filter lets pass values of the JDK (boxed primitives, strings,
/// collections, dates, numbers, exceptions and the like), arrays of those, and every class that is
/// not of the JDK; all other classes of the JDK are refused, and so are dynamic proxies unless
/// patterns name all their interfaces. It can be widened for a whole JVM by
/// `-Ddev.progeny.codec.allow=com.acme.**;javax.foo.Bar`, or for one codec by
/// [#allowing(String...)]. A filter set by `-Djdk.serialFilter` can refuse more.
///
/// A pattern is a class name (`com.acme.Order`), the classes of a package (`com.acme.*`), those of
/// a package and the packages below it (`com.acme.**`), or a prefix (`com.acme.Order*`).
///
/// Whatever the filter, a message cannot make the reader allocate more than it could fill.
public final class ClassFilter {
    static final String PROPERTY = "dev.progeny.codec.allow";

    private static final ClassFilter STANDARD =
            new ClassFilter(true, split(System.getProperty(PROPERTY, "")));

    private final boolean application;
    private final String[] patterns;
    private final @Nullable ObjectInputFilter stricter;

    private ClassFilter(boolean application, String[] patterns) {
        this(application, patterns, null);
    }

    private ClassFilter(
            boolean application, String[] patterns, @Nullable ObjectInputFilter stricter) {
        this.application = application;
        this.patterns = patterns;
        this.stricter = stricter;
    }

    /// Values of the JDK and every class of the application.
    ///
    /// @return the filter, always the same
    public static ClassFilter standard() {
        return STANDARD;
    }

    /// What the standard filter allows, and more.
    ///
    /// @param patterns further classes
    /// @return the filter
    public static ClassFilter allowing(String... patterns) {
        String[] all = new String[STANDARD.patterns.length + patterns.length];
        System.arraycopy(STANDARD.patterns, 0, all, 0, STANDARD.patterns.length);
        System.arraycopy(patterns, 0, all, STANDARD.patterns.length, patterns.length);
        return new ClassFilter(true, all);
    }

    /// Values of the JDK and the classes given, and nothing else: for messages of strangers.
    ///
    /// @param patterns the classes of the application that may pass
    /// @return the filter
    public static ClassFilter only(String... patterns) {
        return new ClassFilter(false, patterns.clone());
    }

    /// What this filter allows and another one does not reject. That one is asked for classes; its
    /// limits of depth, references, bytes and arrays hold where JDK serialization is used, and what
    /// the fast path takes is bounded by the length of the message.
    ///
    /// @param filter refuses by [ObjectInputFilter.Status#REJECTED]
    /// @return the filter; it replaces one that was given before
    public ClassFilter and(ObjectInputFilter filter) {
        return new ClassFilter(application, patterns, filter);
    }

    /// Whether all classes of the application may pass, and with them functions.
    ///
    /// @return false for a filter made by [#only]
    public boolean isForApplication() {
        return application;
    }

    /// The filter of JDK serialization that has its say too; null if there is none.
    @Nullable ObjectInputFilter stricter() {
        return stricter;
    }

    /// Whether objects of this class may be made; for an array its elements count.
    boolean allows(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        return element.isPrimitive()
                || (allowsByName(element)
                        && JvmWideFilter.allows(element)
                        && (stricter == null || JvmWideFilter.allows(element, stricter)));
    }

    private boolean allowsByName(Class<?> type) {
        if (names(type)) {
            return true;
        }
        String name = type.getName();
        if (name.contains("$Proxy") && Proxy.isProxyClass(type)) {
            return isManaged(type) || namesAll(type.getInterfaces());
        }
        if (isOfJdk(type)) {
            return JdkValues.contain(type);
        }
        return application || isOurs(name);
    }

    /// What a throwable or a proxy needs to travel, whoever sends it.
    private static boolean isOurs(String name) {
        return name.startsWith("dev.progeny.task.")
                || name.startsWith("dev.progeny.manager.")
                || name.equals("dev.progeny.codec.OtherThrowable");
    }

    /// Whether this is the class of a proxy that a handle of ours became. A message cannot name
    /// one: before a proxy is made of what a message says, patterns must name all its interfaces.
    private static boolean isManaged(Class<?> proxy) {
        for (Class<?> type : proxy.getInterfaces()) {
            if (type.getName().equals("dev.progeny.manager.RemoteObject")) {
                return true;
            }
        }
        return false;
    }

    /// Whether a pattern names the class.
    boolean names(Class<?> type) {
        String name = type.getName();
        for (String pattern : patterns) {
            if (matches(pattern, name)) {
                return true;
            }
        }
        return false;
    }

    private boolean namesAll(Class<?>[] types) {
        for (Class<?> type : types) {
            if (!names(type)) {
                return false;
            }
        }
        return true;
    }

    /// Says which class was refused and how to let it pass.
    String refusal(Class<?> type) {
        String name = type.getName();
        return "class refused by the filter: class="
                + name
                + "; if it may be decoded here, allow it by -D"
                + PROPERTY
                + "="
                + name
                + " or ClassFilter.allowing(\""
                + name
                + "\")";
    }

    private static boolean isOfJdk(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        if (loader == null || loader == ClassLoader.getPlatformClassLoader()) {
            return true;
        }
        String module = type.getModule().getName();
        return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
    }

    private static boolean matches(String pattern, String name) {
        int end = pattern.length();
        if (pattern.endsWith(".**")) {
            return name.startsWith(pattern.substring(0, end - 2));
        }
        if (pattern.endsWith(".*")) {
            return name.startsWith(pattern.substring(0, end - 1))
                    && name.lastIndexOf('.') == end - 2;
        }
        if (pattern.endsWith("*")) {
            return name.startsWith(pattern.substring(0, end - 1));
        }
        return name.equals(pattern);
    }

    private static String[] split(String property) {
        int count = 0;
        String[] parts = property.split(";", -1);
        for (String part : parts) {
            if (!part.isBlank()) {
                parts[count++] = part.strip();
            }
        }
        String[] patterns = new String[count];
        System.arraycopy(parts, 0, patterns, 0, count);
        return patterns;
    }
}
