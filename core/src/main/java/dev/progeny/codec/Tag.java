package dev.progeny.codec;

/// The first byte of each value. The table is in the package's documentation.
final class Tag {
    static final byte VERSION = 1;

    static final int NULL = 0;
    static final int FALSE = 1;
    static final int TRUE = 2;
    static final int BYTE = 3;
    static final int SHORT = 4;
    static final int CHAR = 5;
    static final int INT = 6;
    static final int LONG = 7;
    static final int FLOAT = 8;
    static final int DOUBLE = 9;
    static final int LATIN1 = 10;
    static final int UTF16 = 11;
    static final int BOOLEANS = 12;
    static final int BYTES = 13;
    static final int SHORTS = 14;
    static final int CHARS = 15;
    static final int INTS = 16;
    static final int LONGS = 17;
    static final int FLOATS = 18;
    static final int DOUBLES = 19;
    static final int OBJECTS = 20;
    static final int STRINGS = 21;
    static final int ARRAY_LIST = 22;
    static final int LIST_OF = 23;
    static final int LIST_OF_NULLABLE = 24;
    static final int HASH_SET = 25;
    static final int LINKED_HASH_SET = 26;
    static final int SET_OF = 27;
    static final int HASH_MAP = 28;
    static final int LINKED_HASH_MAP = 29;
    static final int MAP_OF = 30;
    static final int BIG_INTEGER = 31;
    static final int BIG_DECIMAL = 32;
    static final int UUID = 33;
    static final int DURATION = 34;
    static final int INSTANT = 35;
    static final int ENUM = 36;
    static final int RECORD = 37;
    static final int BOXED_INTS = 38;
    static final int BOXED_LONGS = 39;
    static final int BOXED_DOUBLES = 40;
    static final int LAMBDA = 41;
    static final int JDK_LAMBDA = 42;
    static final int JDK = 43;

    /// Levels of nesting that the fast path writes and the reader accepts.
    static final int MAX_DEPTH = 256;

    private Tag() {}
}
