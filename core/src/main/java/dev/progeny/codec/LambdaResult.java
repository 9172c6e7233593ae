package dev.progeny.codec;

import org.jspecify.annotations.Nullable;

/// Makes of what a body returned what the method of the interface would return.
final class LambdaResult {
    private LambdaResult() {}

    static @Nullable Object adapt(@Nullable Object result, String interfaceSignature) {
        char type = interfaceSignature.charAt(interfaceSignature.indexOf(')') + 1);
        if (type == 'L' || type == '[') {
            return result;
        }
        if (type == 'V') {
            return null;
        }
        if (result == null) {
            throw new NullPointerException("the body returned null where a primitive is due");
        }
        return result instanceof Character c && type != 'C'
                ? widen((int) c, type)
                : widen(result, type);
    }

    private static Object widen(Object value, char type) {
        if (!(value instanceof Number number)) {
            return value;
        }
        return switch (type) {
            case 'S' -> number.shortValue();
            case 'I' -> number.intValue();
            case 'J' -> number.longValue();
            case 'F' -> number.floatValue();
            case 'D' -> number.doubleValue();
            default -> value;
        };
    }
}
