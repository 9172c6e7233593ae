package dev.progeny.codec;

import java.util.Set;

/// The classes of the JDK that are values: what they do while they are decoded is known and
/// harmless. All others are refused, since many of them can be made to run code or to call out.
final class JdkValues {
    private static final Set<String> PACKAGES =
            Set.of(
                    "java.math",
                    "java.text",
                    "java.time",
                    "java.time.chrono",
                    "java.time.temporal",
                    "java.time.zone",
                    "java.util",
                    "java.util.concurrent",
                    "java.util.concurrent.atomic",
                    "java.util.concurrent.locks", // inside ConcurrentHashMap's serialized form
                    "java.util.regex");

    private static final Set<String> CLASSES =
            Set.of(
                    "java.io.File",
                    "java.lang.Boolean",
                    "java.lang.Byte",
                    "java.lang.Character",
                    "java.lang.Class",
                    "java.lang.Double",
                    "java.lang.Enum",
                    "java.lang.Float",
                    "java.lang.Integer",
                    "java.lang.Long",
                    "java.lang.Number",
                    "java.lang.Object",
                    "java.lang.Record",
                    "java.lang.Short",
                    "java.lang.StackTraceElement",
                    "java.lang.String",
                    "java.lang.StringBuffer",
                    "java.lang.StringBuilder",
                    "java.lang.invoke.SerializedLambda",
                    "java.lang.reflect.Proxy", // of what passed by its interfaces
                    "java.net.Inet4Address",
                    "java.net.Inet6Address",
                    "java.net.InetAddress",
                    "java.net.InetSocketAddress",
                    "java.net.SocketAddress",
                    "java.net.URI",
                    "java.net.URL",
                    "java.sql.Date",
                    "java.sql.Time",
                    "java.sql.Timestamp",
                    "sun.util.calendar.ZoneInfo"); // what a TimeZone is

    private JdkValues() {}

    static boolean contain(Class<?> type) {
        String name = type.getName();
        if (CLASSES.contains(name) || PACKAGES.contains(type.getPackageName())) {
            return true;
        }
        return name.startsWith("java.")
                && !name.startsWith("java.rmi.")
                && (Throwable.class.isAssignableFrom(type)
                        || Enum.class.isAssignableFrom(type)
                        || type.isInterface());
    }
}
