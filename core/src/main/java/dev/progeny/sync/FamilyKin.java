package dev.progeny.sync;

import dev.progeny.family.Block;
import dev.progeny.family.Members;

/// The processes of this one's family.
record FamilyKin(Members members) implements Kin {

    static FamilyKin current() {
        return new FamilyKin(Block.members());
    }

    @Override
    public int self() {
        return members.self();
    }

    @Override
    public boolean isAlive(int member) {
        return members.isAlive(member);
    }

    @Override
    public long pidOf(int member) {
        return members.pidOf(member);
    }
}
