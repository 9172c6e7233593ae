package dev.progeny.codec;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

/// A lambda of a class that is here, as a message names it; without what it captured.
final class LambdaShape extends Shape {
    private static final int MAX_KEPT = 1024;

    /// Keeps the shapes of a class's lambdas alive exactly as long as the class.
    private static final ClassValue<List<LambdaShape>> KEPT =
            new ClassValue<>() {
                @Override
                protected List<LambdaShape> computeValue(Class<?> type) {
                    return new ArrayList<>();
                }
            };

    final Class<?> capturingClass;
    final String interfaceClass;
    final String interfaceMethod;
    final String interfaceSignature;
    final int kind;
    final String bodyClass;
    final String bodyMethod;
    final String bodySignature;
    final String instantiatedType;

    /// `$deserializeLambda$`, which makes the real lambda.
    final Method deserializer;

    final boolean deserializerIsOpen;

    private @Nullable Executable body;

    /// Written after [#body], read before it.
    private volatile boolean bodySought;

    private LambdaShape(Class<?> capturingClass, Method deserializer, Reader in) {
        super(Tag.LAMBDA);
        this.capturingClass = capturingClass;
        this.deserializer = deserializer;
        this.deserializerIsOpen = deserializer.trySetAccessible();
        this.interfaceClass = in.readString();
        this.interfaceMethod = in.readString();
        this.interfaceSignature = in.readString();
        this.kind = in.readByte();
        this.bodyClass = in.readString();
        this.bodyMethod = in.readString();
        this.bodySignature = in.readString();
        this.instantiatedType = in.readString();
    }

    static LambdaShape read(byte[] description, Reader in, ValueReader reader) {
        String capturing = in.readString().replace('/', '.');
        Class<?> type = ClassLookup.find(capturing, reader.loader, reader.filter);
        Method deserializer;
        try {
            Class<?> fields =
                    Class.forName("java.lang.invoke.SerializedLambda", false, reader.loader);
            deserializer = type.getDeclaredMethod("$deserializeLambda$", fields);
        } catch (ReflectiveOperationException | LinkageError none) {
            throw Reader.unreadable(
                    "a class differs on the two sides: class="
                            + capturing
                            + " has no serializable lambda here; sender and receiver need the same"
                            + " class path",
                    none);
        }
        LambdaShape shape = new LambdaShape(type, deserializer, in);
        shape.describe(description);
        List<LambdaShape> kept = KEPT.get(type);
        synchronized (kept) {
            if (kept.size() < MAX_KEPT) {
                kept.add(shape);
            }
        }
        return shape;
    }

    @Override
    boolean write(Object value, ValueWriter out) {
        return false; // what is written has the shape that its sender knows
    }

    @Override
    Object read(ValueReader in) {
        return toLambda(in.readCaptured(), in);
    }

    Object toLambda(@Nullable Object[] captured, ValueReader in) {
        return RealLambda.make(this, captured, in.filter, in.loader);
    }

    /// The method or constructor that holds the body, if it can be called as it is.
    @Nullable Executable body(ClassFilter filter) {
        if (!bodySought) {
            body = LambdaBody.find(this, filter);
            bodySought = true;
        }
        return body;
    }
}
