package dev.progeny.family;

import org.jspecify.annotations.Nullable;

/// Where the family's memory is, as a child was told by its parent. On the lean boot path of a
/// child, so nothing else is here.
public final class FamilyAddress {
    private static volatile @Nullable String inherited;

    private FamilyAddress() {}

    /// Makes this process a member of its parent's family. Before anything is shared.
    ///
    /// @param address what the parent's [Family#address] said
    public static void inherit(String address) {
        inherited = address;
    }

    /// What the parent said.
    ///
    /// @return the address; null in the root of a family
    static @Nullable String inherited() {
        return inherited;
    }
}
