package dev.progeny.manager;

import dev.progeny.process.StartMethod;
import dev.progeny.sync.AbandonedLockException;
import dev.progeny.task.RemoteRunnable;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/// A client that uses everything in no particular order until it is killed, and keeps books.
///
/// @param id of this one
/// @param seed of its choices
/// @param shared what all use
record ChaosClient(int id, long seed, Shared shared) implements RemoteRunnable {
    private static final long serialVersionUID = 1L;
    private static final Duration SHORT = Duration.ofMillis(20);

    /// How processes that do not live long start: it is most of what they do.
    static final StartMethod QUICKEST =
            StartMethod.FORKSERVER.availability().isAvailable()
                    ? StartMethod.FORKSERVER
                    : StartMethod.SPAWN;

    /// What all clients use.
    ///
    /// @param begun how many times a client has begun to count, by its number
    /// @param done how many times it has counted to the end
    /// @param ledger two entries that are equal whenever the lock is free
    /// @param changed condition of the lock that guards the ledger
    /// @param queues between which tokens move
    /// @param nothing a queue in which clients find nothing
    /// @param permits of which each client has one at a time
    /// @param barrier of two
    /// @param goesOn cleared where clients are to stand still
    /// @param here the numbers of those that have come, before they do anything
    /// @param standing the numbers of those that stand still
    /// @param wrong what should not have been seen
    record Shared(
            RemoteMap<Integer, Integer> begun,
            RemoteMap<Integer, Integer> done,
            RemoteMap<String, Integer> ledger,
            RemoteCondition changed,
            List<RemoteQueue<Integer>> queues,
            RemoteQueue<String> nothing,
            RemoteSemaphore permits,
            RemoteBarrier barrier,
            RemoteEvent goesOn,
            RemoteSet<Integer> here,
            RemoteSet<Integer> standing,
            RemoteQueue<String> wrong)
            implements Serializable {
        private static final long serialVersionUID = 1L;
        static final int PERMITS = 2;
        static final int TOKENS = 20;

        static Shared at(Manager manager) throws InterruptedException {
            RemoteQueue<Integer> full = manager.queue(TOKENS);
            for (int token : IntStream.range(0, TOKENS).toArray()) {
                full.put(token);
            }
            var shared =
                    new Shared(
                            manager.map(),
                            manager.map(),
                            manager.map(),
                            manager.condition(),
                            List.of(full, manager.queue(TOKENS)),
                            manager.queue(1),
                            manager.boundedSemaphore(PERMITS),
                            manager.barrier(2),
                            manager.event(),
                            manager.set(),
                            manager.set(),
                            manager.queue(1000));
            shared.ledger.put("first", 0);
            shared.ledger.put("second", 0);
            shared.goesOn.set();
            return shared;
        }

        RemoteLock lock() {
            return changed.lock();
        }

        /// Takes the lock, and puts in order what one who died with it has left.
        ///
        /// @return whether somebody had died with it
        boolean lockAndRepair() {
            try {
                lock().lock();
                return false;
            } catch (AbandonedLockException e) {
                // first, since it may have taken too long to have the lock to itself any more
                lock().recover();
                ledger.put("second", ledger.get("first"));
                return true;
            }
        }
    }

    @Override
    public void runRemotely() throws Exception {
        var random = new Random(seed);
        shared.here.add(id);
        while (true) {
            while (!shared.goesOn.isSet()) {
                shared.standing.add(id);
                shared.goesOn.await();
                shared.standing.remove(id);
            }
            switch (random.nextInt(6)) {
                case 0 -> count();
                case 1 -> moveToken(random.nextInt(2));
                case 2 -> keepLedger();
                case 3 -> borrow();
                case 4 -> meet();
                default -> shared.nothing.poll(SHORT);
            }
        }
    }

    private void count() {
        shared.begun.merge(id, 1, Integer::sum);
        shared.done.merge(id, 1, Integer::sum);
    }

    private void moveToken(int from) throws InterruptedException {
        var token = shared.queues.get(from).poll(SHORT);
        if (token != null) {
            shared.queues.get(1 - from).put(token);
        }
    }

    @SuppressWarnings("WaitNotInLoop") // for a while only
    private void keepLedger() throws InterruptedException {
        shared.lockAndRepair();
        int first = shared.ledger.get("first");
        int second = shared.ledger.get("second");
        if (first != second) {
            shared.wrong.put("unequal and not abandoned: " + first + ", " + second);
        }
        shared.ledger.merge("first", 1, Integer::sum);
        shared.ledger.merge("second", 1, Integer::sum);
        shared.changed.signal();
        shared.changed.await(Duration.ofMillis(2));
        shared.lock().unlock();
    }

    private void borrow() throws InterruptedException {
        shared.permits.acquire();
        shared.permits.release();
    }

    private void meet() throws InterruptedException {
        try {
            shared.barrier.await(SHORT);
        } catch (BrokenBarrierException | TimeoutException e) {
            shared.barrier.reset();
        }
    }
}
