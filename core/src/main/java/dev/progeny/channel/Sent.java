package dev.progeny.channel;

import dev.progeny.family.Block;
import dev.progeny.park.Deadline;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Ends that this process has sent and closed, and that nobody has received yet: their memory must
/// stay until then. While there are any, a thread looks for arrivals, with each slice of its sleep.
final class Sent {
    private record Entry(Block block, EndWord end) {}

    private static final List<Entry> ON_THEIR_WAY = new ArrayList<>();
    private static @Nullable Thread keeper;

    private Sent() {}

    static synchronized void keep(Block block, EndWord end) {
        ON_THEIR_WAY.add(new Entry(block, end));
        if (keeper == null) {
            keeper =
                    Thread.ofPlatform()
                            .name("progeny-sent")
                            .daemon()
                            .inheritInheritableThreadLocals(false)
                            .unstarted(Sent::letGo);
            keeper.setContextClassLoader(null);
            keeper.start();
        }
    }

    private static void letGo() {
        var bell = Block.members().bell();
        do {
            bell.awaitUninterruptibly(Sent::hasAnyArrived, Deadline.never(), null);
        } while (!areAllGone());
    }

    private static synchronized boolean hasAnyArrived() {
        return ON_THEIR_WAY.stream().anyMatch(entry -> !entry.end.isOnItsWay());
    }

    private static synchronized boolean areAllGone() {
        ON_THEIR_WAY.removeIf(Sent::hasArrived);
        if (ON_THEIR_WAY.isEmpty()) {
            keeper = null;
        }
        return keeper == null;
    }

    private static boolean hasArrived(Entry entry) {
        if (entry.end.isOnItsWay()) {
            return false;
        }
        entry.block.close();
        return true;
    }
}
