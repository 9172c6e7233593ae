/// Objects to bytes and back, by value. Knows no transport, no process and no memory.
///
/// **Uses** `dev.progeny.task` (for the root of the exceptions and for the stand-in of a throwable
/// whose class is missing here), and nothing else of this library.
///
/// **Promises.** Decoding gives what JDK serialization would have given, types and aliases and
/// cycles included; only the identity of immutable values (boxed primitives, short strings, flat
/// records) is not kept. What cannot be sent is refused by the sender, with an
/// [UnsendableException] that names the class and the path to it. What cannot be read is an
/// [UnreadableException], whatever the bytes are: no error of the data escapes, no class that the
/// [ClassFilter] refuses is initialized, and no length in a message allocates more than the message
/// could fill. A throwable ([Throwables]) always travels. Everything here is safe for use by many
/// threads; values must not change while they are encoded.
///
/// **Two ways.** The fast one writes the values of the table below. Where it meets anything else,
/// an object for the second time (an alias or a cycle), or more than 256 levels, it gives up and
/// the whole value goes through JDK serialization, which keeps all of that.
///
/// **Cold starts.** Decoding `NULL` to `STRING`, the primitive arrays, and a lambda by
/// [SentLambda#decodeTask(byte\[\], int, int)] loads a handful of small classes and touches neither
/// JDK serialization nor `java.lang.invoke`.
///
/// ## Format, version 1
///
/// A message is one version byte (`0x01`) and one value; its length is known to whoever carries it
/// (on a stream four bytes, big-endian, precede it). Numbers are little-endian; *n* is a length in
/// 7-bit groups, low group first. A value is a tag and:
///
/// | tag | name | then |
/// |---:|---|---|
/// | 0 | NULL | |
/// | 1, 2 | FALSE, TRUE | |
/// | 3 … 9 | BYTE, SHORT, CHAR, INT, LONG, FLOAT, DOUBLE | 1, 2, 2, 4, 8, 4, 8 bytes |
/// | 10 | LATIN1 | *n*, one byte per character |
/// | 11 | UTF16 | *n* characters, two bytes each |
/// | 12 … 19 | BOOLEANS, BYTES, SHORTS, CHARS, INTS, LONGS, FLOATS, DOUBLES | *n*, elements |
/// | 20, 21 | OBJECTS, STRINGS (`Object[]`, `String[]`) | *n*, values |
/// | 22 | ARRAY_LIST | *n*, values |
/// | 23, 24 | LIST_OF, LIST_OF_NULLABLE (`Stream.toList`) | *n*, values |
/// | 25, 26, 27 | HASH_SET, LINKED_HASH_SET, SET_OF | *n*, values |
/// | 28, 29, 30 | HASH_MAP, LINKED_HASH_MAP, MAP_OF | *n*, then key, value *n* times |
/// | 31 | BIG_INTEGER | *n*, two's complement, big-endian |
/// | 32 | BIG_DECIMAL | scale (4 bytes), as BIG_INTEGER |
/// | 33 | UUID | high and low 8 bytes |
/// | 34, 35 | DURATION, INSTANT | seconds (8), nanoseconds (4) |
/// | 36 | ENUM | shape, name of the constant (a string value) |
/// | 37 | RECORD | shape, components: primitives bare, all else as values |
/// | 38, 39, 40 | BOXED_INTS, BOXED_LONGS, BOXED_DOUBLES (an `Object[]`) | *n*, elements |
/// | 41 | LAMBDA | shape, *n*, captured values |
/// | 42 | JDK_LAMBDA | shape, JDK serialization of the captured `Object[]`; only at the root |
/// | 43 | JDK | JDK serialization of the value; only at the root |
///
/// A *shape* says what a class looks like to the sender, so that two class paths that differ give
/// an error and not garbage. It is sent once per message: a number *i*; if *i* is the count of
/// shapes that came before, the shape follows as a hash (4 bytes, only an index for the reader's
/// cache) and *n* bytes. These are the tag (one byte) and, with strings as values: for ENUM the
/// class name; for RECORD the class name, *n*, and *n* times name and type of a component; for
/// LAMBDA the names and signatures of a `SerializedLambda` in the order of its constructor, the
/// method kind among them in one byte.
package dev.progeny.codec;
