package dev.progeny.manager;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// On an interface of ours whose calls are short, unless they declare [InterruptedException]: an
/// interrupt does not end the short ones, and stays pending. A lock that is not released because
/// its owner was interrupted, or an element that is lost, would be worse than the wait.
///
/// On a method: an interrupt does not end it, although it declares the exception, nor the search
/// for a server that cannot be reached just then.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@interface Uninterrupted {}
