package dev.progeny.channel;

import dev.progeny.family.Block;
import dev.progeny.os.Renewals;
import dev.progeny.park.Deadline;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Ends that this process has sent and closed, and that nobody has received yet: their memory must
/// stay until then. While there are any, a thread looks for arrivals, with each slice of its sleep.
final class Sent {
    private record Entry(Block block, EndWord end) {}

    private static volatile Sent shared = new Sent();

    static {
        Renewals.add(() -> shared = new Sent());
    }

    private final List<Entry> onTheirWay = new ArrayList<>();
    private @Nullable Thread keeper;

    private Sent() {}

    static void keep(Block block, EndWord end) {
        shared.add(new Entry(block, end));
    }

    private synchronized void add(Entry entry) {
        onTheirWay.add(entry);
        if (keeper == null) {
            keeper =
                    Thread.ofPlatform()
                            .name("progeny-sent")
                            .daemon()
                            .inheritInheritableThreadLocals(false)
                            .unstarted(this::letGo);
            keeper.setContextClassLoader(null);
            keeper.start();
        }
    }

    private void letGo() {
        var bell = Block.members().bell();
        do {
            bell.awaitUninterruptibly(this::hasAnyArrived, Deadline.never(), null);
        } while (!areAllGone());
    }

    private synchronized boolean hasAnyArrived() {
        return onTheirWay.stream().anyMatch(entry -> !entry.end.isOnItsWay());
    }

    private synchronized boolean areAllGone() {
        onTheirWay.removeIf(Sent::hasArrived);
        if (onTheirWay.isEmpty()) {
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
