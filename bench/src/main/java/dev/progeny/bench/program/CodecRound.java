package dev.progeny.bench.program;

import dev.progeny.codec.Codec;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import java.io.Serializable;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/// A small record to bytes and back, timed by JMH in its own process.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecRound {
    private final Codec codec = Codec.java();
    private final Sample sample = new Sample(1, 2L, "hello world, record", 3.0, 1, 2, 3, 4);

    /// What travels: the same five fields as in `codec_record.py`.
    @SuppressWarnings("ArrayRecordComponent") // an array is part of the workload
    public record Sample(int id, long time, String text, double score, int... counts)
            implements Serializable {
        boolean sameAs(Sample that) {
            return id == that.id
                    && time == that.time
                    && text.equals(that.text)
                    && Double.compare(score, that.score) == 0
                    && Arrays.equals(counts, that.counts);
        }
    }

    /// Refuses to time a codec that does not give back what it got.
    @Setup
    public void check() {
        if (!(record() instanceof Sample copy && copy.sameAs(sample))) {
            throw new AssertionError("the codec changed the record: sample=" + sample);
        }
    }

    @Benchmark
    public Object record() {
        byte[] bytes = codec.encode(sample);
        return codec.decode(bytes, 0, bytes.length);
    }
}
