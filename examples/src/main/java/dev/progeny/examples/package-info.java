/// Programs that show Progeny at work; [dev.progeny.examples.Progeny] starts them.
@org.jspecify.annotations.NullMarked
package dev.progeny.examples;
