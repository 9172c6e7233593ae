package dev.progeny.os;

/// Where the library of [LibraryCalls] is, as a child was told by its parent. On the lean boot path
/// of a child, so nothing else is here.
public final class LibraryAddress {
    private static volatile String inherited = "";

    private LibraryAddress() {}

    /// Lets this process load it from there. Before anything native is called.
    ///
    /// @param address what the parent's [Os#callLibrary] said
    public static void inherit(String address) {
        inherited = address;
    }

    /// What the parent said.
    ///
    /// @return a path; empty in the first process of a family, and where there is none
    static String inherited() {
        return inherited;
    }
}
