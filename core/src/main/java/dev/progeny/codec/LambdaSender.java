package dev.progeny.codec;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/// The class that the JVM made for a serializable lambda, seen by the sender.
final class LambdaSender extends Shape {
    /// Gives the lambda's fields; null where the package of the lambda is not open to us.
    private final @Nullable Method writeReplace;

    private boolean isConstant;

    /// Written after [#isConstant], read before it.
    private volatile boolean isCaptureKnown;

    private LambdaSender(@Nullable Method writeReplace) {
        super(Tag.LAMBDA);
        this.writeReplace = writeReplace;
    }

    static @Nullable Shape derive(Class<?> type) {
        try {
            Method method = type.getDeclaredMethod("writeReplace");
            return new LambdaSender(method.trySetAccessible() ? method : null);
        } catch (NoSuchMethodException | LinkageError noLambda) {
            return null;
        }
    }

    /// The fields of the lambda; null if it is none that the JVM made.
    @Nullable SerializedLambda fields(Object lambda) {
        Object fields;
        try {
            fields =
                    writeReplace != null
                            ? writeReplace.invoke(lambda)
                            : JdkOutput.replacementOf(lambda);
        } catch (IllegalAccessException | InvocationTargetException unusual) {
            return null;
        }
        if (fields instanceof SerializedLambda found) {
            if (description == null) {
                describe(text(found));
            }
            return found;
        }
        return null;
    }

    /// Whether it captured nothing, as all lambdas of its class.
    boolean isConstant(Object lambda) {
        if (!isCaptureKnown) {
            SerializedLambda fields = fields(lambda);
            isConstant = fields != null && fields.getCapturedArgCount() == 0;
            isCaptureKnown = true;
        }
        return isConstant;
    }

    private static byte[] text(SerializedLambda fields) {
        Writer text = new Writer(512);
        text.writeByte(Tag.LAMBDA);
        text.writeString(fields.getCapturingClass());
        text.writeString(fields.getFunctionalInterfaceClass());
        text.writeString(fields.getFunctionalInterfaceMethodName());
        text.writeString(fields.getFunctionalInterfaceMethodSignature());
        text.writeByte(fields.getImplMethodKind());
        text.writeString(fields.getImplClass());
        text.writeString(fields.getImplMethodName());
        text.writeString(fields.getImplMethodSignature());
        text.writeString(fields.getInstantiatedMethodType());
        return text.toByteArray();
    }

    static @Nullable Object[] captured(SerializedLambda fields) {
        @Nullable Object[] captured = new @Nullable Object[fields.getCapturedArgCount()];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = fields.getCapturedArg(i);
        }
        return captured;
    }

    @Override
    boolean write(Object value, ValueWriter out) {
        SerializedLambda fields = fields(value);
        return fields != null && out.writeHead(this) && out.writeCaptured(captured(fields));
    }

    /// Writes a lambda at the root whose captured values need JDK serialization; false if it is
    /// none that the JVM made.
    boolean writeRoot(Object value, ValueWriter out) throws java.io.IOException {
        SerializedLambda fields = fields(value);
        if (fields == null || !out.writeHead(this, Tag.JDK_LAMBDA)) {
            return false;
        }
        JdkOutput.write(captured(fields), out.out);
        return true;
    }

    @Override
    Object read(ValueReader in) {
        throw in.in.malformed("no shape of a received lambda");
    }
}
