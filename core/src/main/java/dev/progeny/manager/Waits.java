package dev.progeny.manager;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// On a method of ours that waits: its calls have a thread of their own from the first one on.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Waits {

    /// The method of the same interface that takes a result back, as its only argument, which came
    /// when the caller had been told already that the call was given up. Empty where a result is
    /// nothing that anybody could miss.
    String undo() default "";

    /// Whether the caller has to have the answer however long it takes, interrupted or not: what he
    /// gave up for the wait must be his again.
    boolean isOwed() default false;
}
