package dev.progeny.codec;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.SerializedLambda;

/// Names of lambdas as their authors know them.
final class LambdaNames {
    private LambdaNames() {}

    static boolean isLambda(Class<?> type) {
        return type.isHidden() && type.getName().contains("$$Lambda");
    }

    /// What the object is called in an error.
    static String of(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        Class<?> type = value.getClass();
        if (!isLambda(type)) {
            return type.getTypeName();
        }
        SerializedLambda fields = fields(value);
        if (fields == null) {
            String name = type.getName();
            return "lambda in " + name.substring(0, name.indexOf("$$Lambda"));
        }
        String where = fields.getCapturingClass().replace('/', '.');
        String body = fields.getImplMethodName();
        if (!body.startsWith("lambda$")) {
            String owner = fields.getImplClass().replace('/', '.');
            return "method reference " + owner + "::" + body + " in " + where;
        }
        int end = body.indexOf('$', 7);
        String method = end < 0 ? "" : "." + body.substring(7, end);
        return "lambda in " + where + method;
    }

    static @Nullable SerializedLambda fields(Object lambda) {
        return Shape.of(lambda.getClass()) instanceof LambdaSender sender
                ? sender.fields(lambda)
                : null;
    }
}
