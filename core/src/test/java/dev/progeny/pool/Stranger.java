package dev.progeny.pool;

import static java.lang.classfile.ClassFile.ACC_PUBLIC;
import static java.lang.constant.ConstantDescs.INIT_NAME;

import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/// Makes a class that exists only in the process that asks for it.
final class Stranger {
    private static final ClassDesc EXCEPTION = ClassDesc.of("java.lang.RuntimeException");
    private static final MethodTypeDesc CONSTRUCTOR =
            MethodTypeDesc.ofDescriptor("(Ljava/lang/String;Ljava/lang/Throwable;)V");

    private Stranger() {}

    /// An exception of class `Stranger`, which no class path has.
    static RuntimeException exception(String message, Throwable cause) throws Exception {
        byte[] bytes =
                ClassFile.of()
                        .build(
                                ClassDesc.of("Stranger"),
                                type ->
                                        type.withSuperclass(EXCEPTION)
                                                .withFlags(ACC_PUBLIC)
                                                .withMethodBody(
                                                        INIT_NAME,
                                                        CONSTRUCTOR,
                                                        ACC_PUBLIC,
                                                        code ->
                                                                code.aload(0)
                                                                        .aload(1)
                                                                        .aload(2)
                                                                        .invokespecial(
                                                                                EXCEPTION,
                                                                                INIT_NAME,
                                                                                CONSTRUCTOR)
                                                                        .return_()));
        return (RuntimeException)
                new Loader()
                        .define(bytes)
                        .getConstructor(String.class, Throwable.class)
                        .newInstance(message, cause);
    }

    private static final class Loader extends ClassLoader {
        Loader() {
            super(null);
        }

        Class<?> define(byte[] bytes) {
            return defineClass("Stranger", bytes, 0, bytes.length);
        }
    }
}
