package dev.progeny.codec;

import org.jspecify.annotations.Nullable;

import java.io.ObjectInputFilter;

/// A [ClassFilter] as JDK serialization wants it, for one stream: also holds what the stream says
/// it will hold against the bytes that it has.
final class StreamFilter implements ObjectInputFilter {
    private static final int MAX_DEPTH = 10_000;

    /// Tables of a few small collections are larger than what fills them.
    private static final int SLACK = 1024;

    private final ClassFilter filter;
    private final long byteCount;
    private long announced;
    private @Nullable String refusal;

    StreamFilter(ClassFilter filter, long byteCount) {
        this.filter = filter;
        this.byteCount = byteCount;
    }

    @Nullable String refusal() {
        return refusal;
    }

    @Override
    public Status checkInput(FilterInfo info) {
        ObjectInputFilter jvmWide = ObjectInputFilter.Config.getSerialFilter();
        if (jvmWide != null && jvmWide.checkInput(info) == Status.REJECTED) {
            return refuse("refused by the filter of this JVM (jdk.serialFilter)");
        }
        ObjectInputFilter stricter = filter.stricter();
        if (stricter != null && stricter.checkInput(info) == Status.REJECTED) {
            return refuse("refused by the filter of this connection");
        }
        if (info.depth() > MAX_DEPTH || info.references() > byteCount + SLACK) {
            return refuse("not a message of this codec: more objects than bytes, or too deep");
        }
        Class<?> type = info.serialClass();
        if (info.arrayLength() >= 0) {
            announced += info.arrayLength() * bytesPerElement(type);
            if (announced > 2 * byteCount + SLACK) {
                return refuse("not a message of this codec: arrays larger than the message");
            }
        }
        if (type == null) {
            return Status.UNDECIDED;
        }
        return filter.allows(type) ? Status.ALLOWED : refuse(filter.refusal(type));
    }

    /// Why there must be no dynamic proxy of these interfaces; null if there may. Asked before it
    /// is made: each would be a new class.
    @Nullable String refuseProxy(Class<?>[] interfaces) {
        for (Class<?> type : interfaces) {
            if (!filter.names(type)) {
                refuse(filter.refusal(type));
            }
        }
        return refusal;
    }

    private Status refuse(String reason) {
        if (refusal == null) {
            refusal = reason;
        }
        return Status.REJECTED;
    }

    private static long bytesPerElement(@Nullable Class<?> array) {
        Class<?> element = array == null ? null : array.getComponentType();
        if (element == long.class || element == double.class) {
            return 8;
        }
        if (element == int.class || element == float.class) {
            return 4;
        }
        return element == short.class || element == char.class ? 2 : 1;
    }
}
