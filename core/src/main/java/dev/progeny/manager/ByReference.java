package dev.progeny.manager;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Says that an object stays where it is, and that a proxy of it travels.
///
/// - On a **method** of a managed interface: its result stays at the server, and the caller gets a
///   proxy of the method's return type.
/// - On a **parameter**: the argument stays with the caller, and the object gets a proxy by which
///   it calls back, until the call has ended or, if it keeps the proxy, until the caller ends.
///
/// The return type or the type of the parameter must be an interface; only its methods can be
/// called. Without this, arguments and results travel by value, unless they are proxies already.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.PARAMETER})
public @interface ByReference {}
