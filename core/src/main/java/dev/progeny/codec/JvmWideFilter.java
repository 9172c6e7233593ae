package dev.progeny.codec;

import org.jspecify.annotations.Nullable;

import java.io.ObjectInputFilter;

/// The filter of `-Djdk.serialFilter`, held against the classes of the fast path too. Without that
/// property the JDK's filter classes, which bring a logger along, stay unloaded.
final class JvmWideFilter {
    private static final boolean PRESENT = System.getProperty("jdk.serialFilter") != null;

    private JvmWideFilter() {}

    static boolean allows(Class<?> type) {
        return !PRESENT || Check.allows(type, ObjectInputFilter.Config.getSerialFilter());
    }

    /// The same for a filter that somebody gave.
    static boolean allows(Class<?> type, ObjectInputFilter filter) {
        return Check.allows(type, filter);
    }

    /// Loaded only where there is such a filter.
    private record Check(Class<?> type) implements ObjectInputFilter.FilterInfo {

        static boolean allows(Class<?> type, @Nullable ObjectInputFilter filter) {
            return filter == null
                    || filter.checkInput(new Check(type)) != ObjectInputFilter.Status.REJECTED;
        }

        @Override
        public @Nullable Class<?> serialClass() {
            return type;
        }

        @Override
        public long arrayLength() {
            return -1;
        }

        @Override
        public long depth() {
            return 1;
        }

        @Override
        public long references() {
            return 1;
        }

        @Override
        public long streamBytes() {
            return 0;
        }
    }
}
