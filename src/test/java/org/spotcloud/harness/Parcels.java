package org.spotcloud.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.spotcloud.lab.Lab;

/** The packages that are ordered: good ones, bad ones, and some that the package server does not have. */
final class Parcels {
    /** How often of a hundred an order is for a package that is new, bad or missing. */
    private static final int NEW = 8;

    private static final int BAD = 8;
    private static final int MISSING = 4;
    private static final int HUNDRED = 100;
    /** Launches share the imports of so many packages. */
    private static final int IN_USE = 4;

    private final Lab lab;
    private final Path folder;
    private final Random random;
    private final List<String> good = new ArrayList<>();
    private final byte[] content;

    /**
     * What is ordered.
     *
     * @param good whether it can be imported
     */
    record Parcel(String uuid, boolean good) {}

    Parcels(Lab lab, Path folder, Random random) throws IOException {
        this.lab = lab;
        this.folder = Files.createDirectories(folder);
        this.random = random;
        content = Files.readAllBytes(Lab.SAMPLE);
    }

    /** Any kind. */
    synchronized Parcel any() {
        int kind = random.nextInt(HUNDRED);
        if (kind < BAD) {
            return bad();
        }
        if (kind < BAD + MISSING) {
            return new Parcel(UUID.randomUUID().toString(), false);
        }
        return kind < BAD + MISSING + NEW ? fresh() : known();
    }

    /** A good one that nobody has ordered yet. */
    synchronized Parcel fresh() {
        String uuid = shelve(content);
        good.add(uuid);
        return new Parcel(uuid, true);
    }

    /** A good one that was ordered before, unless it is the first. */
    synchronized Parcel known() {
        if (good.isEmpty()) {
            return fresh();
        }
        int recent = Math.min(IN_USE, good.size());
        return new Parcel(good.get(good.size() - 1 - random.nextInt(recent)), true);
    }

    /** All good ones that were ordered. */
    synchronized List<Parcel> good() {
        return good.stream().map(uuid -> new Parcel(uuid, true)).toList();
    }

    /** One that cannot be imported. */
    synchronized Parcel bad() {
        byte[] noise = new byte[content.length];
        random.nextBytes(noise);
        return new Parcel(shelve(random.nextBoolean() ? noise : Arrays.copyOf(content, content.length / 2)), false);
    }

    /** Gives a good package another validator, as if it had been uploaded anew. */
    void change(Parcel parcel) {
        try {
            Path file = Files.write(folder.resolve(parcel.uuid() + ".xvm2"), content);
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(random.nextInt(HUNDRED))));
            lab.sandbox().putPackage(parcel.uuid(), file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String shelve(byte[] bytes) {
        try {
            return lab.shelve(Files.write(folder.resolve("parcel.xvm2"), bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
