package dev.progeny.archive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The directory of archives: what is found, what is refused, what is removed.
@Tag("platform-only")
class CacheTest {
    @TempDir Path scratch;

    private Cache cache(long mostBytes) {
        return new Cache(scratch.resolve("cache"), mostBytes);
    }

    private void publish(Cache cache, String name, int byteSize) throws IOException {
        assertThat(cache.prepare(name)).isTrue();
        var made = Files.createDirectory(cache.trainingOf(name)).resolve("archive.aot");
        Files.write(made, new byte[byteSize]);
        cache.publish(name, made);
        Cache.endTraining(cache.trainingOf(name));
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(scratch.resolve("cache"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private void age(String start, Duration age) throws IOException {
        for (String name : names()) {
            if (name.startsWith(start)) {
                Files.setLastModifiedTime(
                        scratch.resolve("cache").resolve(name),
                        FileTime.from(Instant.now().minus(age)));
            }
        }
    }

    @Test
    void archiveIsFoundUnderItsNameOnly() throws IOException {
        var cache = cache(1000);
        publish(cache, "aa", 10);

        assertThat(cache.find("aa")).isNotNull();
        assertThat(cache.find("bb")).isNull();
        assertThat(cache.find("a")).isNull();
    }

    @Test
    void newArchiveOfANameReplacesTheOld() throws IOException {
        var cache = cache(1000);
        publish(cache, "aa", 10);
        publish(cache, "aa", 20);

        assertThat(names()).hasSize(1);
    }

    @Test
    void oldestAreRemovedWhenTheyAreTooMany() throws IOException {
        var cache = cache(250);
        publish(cache, "aa", 100);
        age("aa", Duration.ofHours(2));
        publish(cache, "bb", 100);
        age("bb", Duration.ofHours(1));
        publish(cache, "cc", 100);

        assertThat(names()).hasSize(2).noneMatch(name -> name.startsWith("aa"));
    }

    @Test
    void archiveThatIsUsedDoesNotGrowOld() throws IOException {
        var cache = cache(250);
        publish(cache, "aa", 100);
        age("aa", Duration.ofDays(30));
        publish(cache, "bb", 100);
        age("bb", Duration.ofDays(2));

        assertThat(cache.find("aa")).isNotNull();
        publish(cache, "cc", 100);

        assertThat(names()).hasSize(2).noneMatch(name -> name.startsWith("bb"));
    }

    @Test
    void changeOfAnArchiveInUseIsSeen() throws IOException {
        var cache = cache(1000);
        publish(cache, "aa", 10);
        var archive = cache.find("aa");
        assertThat(archive).isNotNull();
        assertThat(cache.isUnchanged(archive)).isTrue();

        var time = Files.getLastModifiedTime(archive.file());
        Files.write(archive.file(), new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
        Files.setLastModifiedTime(archive.file(), time);

        assertThat(cache.isUnchanged(archive)).isFalse();
        assertThat(cache.find("aa")).isNull();
    }

    @Test
    void trainingOfKilledProcessesIsSweptAfterAWhile() throws IOException {
        var cache = cache(1000);
        assertThat(cache.prepare("aa")).isTrue();
        Files.createDirectory(cache.trainingOf("aa"));
        Files.createFile(cache.trainingOf("aa").resolve("configuration"));
        assertThat(cache.prepare("aa")).isTrue();
        assertThat(names()).hasSize(1);

        age("aa", Cache.LONGEST_TRAINING.plusSeconds(1));
        assertThat(cache.prepare("bb")).isTrue();

        assertThat(names()).isEmpty();
    }

    @Test
    void failureIsRememberedForAWeek() throws IOException {
        var cache = cache(1000);
        assertThat(cache.prepare("aa")).isTrue();
        cache.fail("aa");
        assertThat(cache.prepare("aa")).isFalse();
        assertThat(cache.prepare("bb")).isTrue();

        age("aa", Duration.ofDays(8));
        assertThat(cache.prepare("aa")).isTrue();
        assertThat(names()).isEmpty();
    }
}
