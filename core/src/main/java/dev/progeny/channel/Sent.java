package dev.progeny.channel;

import dev.progeny.family.Block;

import java.util.ArrayList;
import java.util.List;

/// Ends that this process has sent and closed, and that nobody has received yet: their memory must
/// stay until then. Looked through whenever another one comes.
final class Sent {
    private record Entry(Block block, EndWord end) {}

    private static final List<Entry> ON_THEIR_WAY = new ArrayList<>();

    private Sent() {}

    static synchronized void keep(Block block, EndWord end) {
        ON_THEIR_WAY.removeIf(Sent::hasArrived);
        ON_THEIR_WAY.add(new Entry(block, end));
    }

    private static boolean hasArrived(Entry entry) {
        if (entry.end.isOnItsWay()) {
            return false;
        }
        entry.block.close();
        return true;
    }
}
