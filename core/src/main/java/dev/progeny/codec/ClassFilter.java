package dev.progeny.codec;

/// Decides which classes may be decoded.
public final class ClassFilter {
    private static final ClassFilter STANDARD = new ClassFilter();

    private ClassFilter() {}

    /// The default: values of the JDK and every class of the application.
    ///
    /// @return the filter
    public static ClassFilter standard() {
        return STANDARD;
    }
}
