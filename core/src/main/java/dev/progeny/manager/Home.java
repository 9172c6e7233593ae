package dev.progeny.manager;

import dev.progeny.codec.ClassFilter;
import dev.progeny.os.Renewals;

import org.jspecify.annotations.Nullable;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// The objects of a server. An object stays for as long as somebody has a lease on it, it has a
/// name, or something else that stays refers to it.
final class Home implements Exporter {
    private static volatile Map<UUID, Home> inThisProcess = new ConcurrentHashMap<>();

    static {
        Renewals.add(() -> inThisProcess = new ConcurrentHashMap<>());
    }

    private final UUID id = UUID.randomUUID();
    private final ManagerOptionsValue options;
    private final Doors doors;
    private final AtomicLong lastEntry = new AtomicLong(ManagerProtocol.DIRECTORY);
    private final Map<Long, WeakReference<Entry>> all = new ConcurrentHashMap<>();

    /// Those that would go if nobody else referred to them.
    private final Set<Entry> leased = ConcurrentHashMap.newKeySet();

    private final Set<Resource> resources = ConcurrentHashMap.newKeySet();
    private final Entry directory;
    private final Directory names;
    private volatile boolean isClosed;

    Home(ManagerOptionsValue options, Doors doors) {
        this.options = options;
        this.doors = doors;
        names = new Directory(this, doors);
        directory = new Entry(this, ManagerProtocol.DIRECTORY, names, DirectoryCalls.class);
        all.put(directory.id(), new WeakReference<>(directory));
        leased.add(directory);
        directory.named(1);
    }

    /// What a server does for the objects in it.
    interface Doors {

        /// Where it is.
        Whereabouts whereabouts();

        /// Serves strangers too.
        ///
        /// @return where it is from then on
        Whereabouts listen();

        /// Ends it.
        void stop();
    }

    UUID id() {
        return id;
    }

    Directory names() {
        return names;
    }

    /// What may be sent to this server.
    ClassFilter filter() {
        return options.filter();
    }

    /// The server of this process that has such an id; null if there is none.
    static @Nullable Home of(UUID id) {
        return inThisProcess.get(id);
    }

    void open() {
        inThisProcess.put(id, this);
    }

    void close() {
        inThisProcess.remove(id);
        isClosed = true;
        endAll();
    }

    /// Takes an object in.
    ///
    /// @throws CallRefusedException if there are too many
    Entry add(Object object, Class<?> type) {
        if (size() >= options.mostObjects()) {
            throw new CallRefusedException(
                    "too many managed objects: most="
                            + options.mostObjects()
                            + "; let go of some, or raise ManagerOptions.withObjects");
        }
        var entry = new Entry(this, lastEntry.incrementAndGet(), object, type);
        all.put(entry.id(), new WeakReference<>(entry));
        leased.add(entry);
        if (object instanceof Resource resource) {
            keep(resource, entry);
        }
        return entry;
    }

    private void keep(Resource resource, Entry entry) {
        var kept = resources; // not this home, which may refer to the entry
        kept.add(resource);
        Client.whenGone(
                entry,
                () -> {
                    if (kept.remove(resource)) {
                        resource.letGo();
                    }
                });
        if (isClosed) { // meanwhile: whichever comes later, this or close(), finds it
            endAll();
        }
    }

    private void endAll() {
        for (var resource : List.copyOf(resources)) {
            if (resources.remove(resource)) {
                resource.end();
            }
        }
    }

    @Nullable Entry find(long target) {
        var reference = all.get(target);
        return reference == null ? null : reference.get();
    }

    Entry require(long target) {
        var entry = find(target);
        if (entry == null) {
            throw new ObjectGoneException(
                    "there is no such object any more: number="
                            + target
                            + "; keep a proxy of it, or give it a name with bind()");
        }
        return entry;
    }

    /// A reference to an object is sent to a guest, which has a lease on it from now on.
    void given(Entry entry, Guest guest) {
        entry.given(guest);
        leased.add(entry);
    }

    /// A guest has gone: its leases end, and objects that care are told.
    void gone(Guest guest) {
        guest.leave();
        for (var reference : all.values()) {
            var entry = reference.get();
            if (entry != null) {
                entry.gone(guest);
                if (entry.object() instanceof Mourner mourner) {
                    mourner.gone(guest);
                }
            }
        }
    }

    /// Lets go of what nobody has had a lease on for long enough.
    void sweep(long now) {
        leased.removeIf(entry -> entry.isFree(now, options.lease().toNanos()));
        all.values().removeIf(reference -> reference.get() == null);
    }

    /// How many objects there are that have a name or a lease, the directory not counted.
    int size() {
        return leased.size() - 1;
    }

    @Override
    public Object farHandle(Entry entry) {
        return new Handle.Far(
                doors.whereabouts(), entry.id(), entry.methods().type().getName(), null);
    }
}
