/// The snippets of README and guide, each in a program that runs.
///
/// A region between `// snippet: name` and `// end` stands in a document, word for word; a test
/// compares the two. What a program prints is in the comment at the end of its file; a test runs it
/// and compares that, too.
@org.jspecify.annotations.NullMarked
package dev.progeny.examples.guide;
