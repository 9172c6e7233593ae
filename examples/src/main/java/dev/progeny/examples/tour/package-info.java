/// The tour of the README as an ordinary class.
@org.jspecify.annotations.NullMarked
package dev.progeny.examples.tour;
