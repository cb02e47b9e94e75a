package org.spotcloud.adapter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spotcloud.adapter.settings.AdminSettings;
import org.spotcloud.adapter.settings.Secret;

/** The administrator's password: the configured one, else one that is made once and kept in a file. */
final class AdminPassword {
    private static final Logger log = LoggerFactory.getLogger(AdminPassword.class);
    private static final SecureRandom RANDOM = new SecureRandom();

    /** 144 bits, 24 characters. */
    private static final int BYTES = 18;

    private static final String OWNER_ONLY = "rw-------";

    private AdminPassword() {}

    /**
     * The password to log in with.
     *
     * @throws IllegalStateException when the file is empty
     * @throws UncheckedIOException when it can be neither read nor made
     */
    static Secret of(AdminSettings settings) {
        if (!settings.password().isBlank()) {
            return settings.password();
        }
        Path file = settings.passwordFile().toAbsolutePath().normalize();
        try {
            if (!Files.exists(file)) {
                make(file);
            }
            String password = Files.readString(file).strip();
            if (password.isEmpty()) {
                throw new IllegalStateException("The administrator's password was expected in " + file
                        + ", which is empty: remove it to have a new one made");
            }
            log.info("The password of the administrator {} is in {}", settings.user(), file);
            return Secret.of(password);
        } catch (IOException e) {
            throw new UncheckedIOException("The administrator's password could not be kept in " + file, e);
        }
    }

    /** Written beside it and moved, so that a start that dies here leaves no empty password behind. */
    private static void make(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Path part = Files.createTempFile(file.getParent(), file.getFileName() + ".", ".part", ownerOnly(file));
        byte[] random = new byte[BYTES];
        RANDOM.nextBytes(random);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        try (FileChannel channel = FileChannel.open(part, Set.of(StandardOpenOption.WRITE))) {
            channel.write(ByteBuffer.wrap((password + "\n").getBytes(UTF_8)));
            channel.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY))
                }
                : new FileAttribute<?>[0];
    }
}
