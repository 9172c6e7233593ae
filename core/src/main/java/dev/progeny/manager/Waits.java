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

    /// Whether a call that was given up still has something to wait for, as one that has to have
    /// its lock again. Its caller hears the end of it, however long that takes: he would not know
    /// otherwise what is his.
    boolean endsLate() default false;
}
