package org.spotcloud.adapter.settings;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** The file that the key of {@link SecretBox} lies in: one line of base64, mode 0600. */
final class SecretKeyFile {
    private static final int KEY_BYTES = 32;
    /** A line of base64 of 32 bytes is 44 characters; what is far longer is another file. */
    private static final long LONGEST = 256;

    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final Set<PosixFilePermission> FORBIDDEN = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final Path file;
    private final SecureRandom random;

    SecretKeyFile(Path file, SecureRandom random) {
        this.file = file.toAbsolutePath();
        this.random = random;
    }

    SecretKey readOrMake() {
        try {
            if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
                make();
            }
            return read();
        } catch (IOException e) {
            throw new IllegalStateException("the key file " + file + " could not be made or read", e);
        }
    }

    /** Written beside it and linked to its name, so that whoever finds it finds it whole, and of two makers one wins. */
    private void make() throws IOException {
        Files.createDirectories(file.getParent());
        Path fresh = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".part", ownerOnly());
        try {
            byte[] key = new byte[KEY_BYTES];
            random.nextBytes(key);
            write(fresh, Base64.getEncoder().encodeToString(key) + "\n");
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException e) {
            // another process was faster: its key is the key
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void write(Path target, String line) throws IOException {
        try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private SecretKey read() throws IOException {
        refuseWhatOthersCanRead();
        if (Files.size(file) > LONGEST) {
            throw notAKey(null);
        }
        byte[] key;
        try {
            key = Base64.getDecoder().decode(Files.readString(file, US_ASCII).strip());
        } catch (IllegalArgumentException e) {
            throw notAKey(e);
        }
        if (key.length != KEY_BYTES) {
            throw notAKey(null);
        }
        return new SecretKeySpec(key, "AES");
    }

    private void refuseWhatOthersCanRead() throws IOException {
        if (isPosix() && Files.getPosixFilePermissions(file).stream().anyMatch(FORBIDDEN::contains)) {
            throw new IllegalStateException(
                    "the key file " + file + " is open to others than its owner; chmod 600 it, or have it made anew");
        }
    }

    private IllegalStateException notAKey(Exception cause) {
        return new IllegalStateException(
                "the key file " + file + " holds one line of base64 of " + KEY_BYTES + " bytes, and this one does not",
                cause);
    }

    private static FileAttribute<?>[] ownerOnly() {
        return isPosix()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }
}
