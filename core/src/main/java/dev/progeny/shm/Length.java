package dev.progeny.shm;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// How much room a component of a record has in shared memory ([SharedStruct]): bytes of UTF-8 for
/// a [String], elements for an array.
///
///     record Sample(int id, @Length(20) String text, @Length(10) double[] values) {}
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Length {

    /// The room.
    ///
    /// @return at least 1
    int value();
}
