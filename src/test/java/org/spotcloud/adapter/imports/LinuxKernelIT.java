package org.spotcloud.adapter.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spotcloud.adapter.catalog.Architecture;

/** What a kernel's header says, in files on a file system that mkfs made. */
class LinuxKernelIT {
    /** Setup sectors where the header says none, and the boot sector. */
    private static final int SETUP_BYTES = 5 * 512;

    private static final int PAYLOAD = 0x100;

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(ints = {32, 64})
    void tellsItsBitsByItsLoadFlags(int bits) throws Exception {
        assertThat(read(ExtTree.kernel(bits)).bits()).contains(bits);
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 64})
    void tellsItsBitsByItsPayload(int bits) throws Exception {
        for (int protocol : new int[] {0x0208, 0x020b}) {
            assertThat(read(withPayload(protocol, elf(bits))).bits()).contains(bits);
            assertThat(read(withPayload(protocol, gzip(elf(bits)))).bits()).contains(bits);
        }
    }

    @Test
    void doesNotTellWhatItCannot() throws Exception {
        byte[] compressed = gzip(elf(64));
        byte[] damaged = compressed.clone();
        damaged[15] ^= 0x55;
        byte[] foreign = elf(64);
        foreign[18] = 40; // ARM
        for (byte[] payload : new byte[][] {
            {}, foreign, damaged, Arrays.copyOf(compressed, 12), {(byte) 0xfd, '7', 'z', 'X', 'Z', 0}, new byte[100]
        }) {
            assertThat(read(withPayload(0x0208, payload)).bits()).isEmpty();
        }
        assertThat(read(withPayload(0x0207, elf(64))).bits()).isEmpty();
        byte[] outside = withPayload(0x0208, elf(64));
        outside[0x24b] = (byte) 0xff;
        assertThat(read(outside).bits()).isEmpty();
        assertThat(read(ExtTree.kernel()).bits()).isEmpty();
    }

    @Test
    void onlyI386IsTooNarrow() {
        LinuxKernel wide = new LinuxKernel(Optional.of(64), "");
        assertThat(wide.isTooWideFor(Architecture.I386)).isTrue();
        assertThat(wide.isTooWideFor(Architecture.X86_64)).isFalse();
        for (Architecture architecture : Architecture.values()) {
            assertThat(new LinuxKernel(Optional.of(32), "").isTooWideFor(architecture))
                    .isFalse();
            assertThat(new LinuxKernel(Optional.empty(), "").isTooWideFor(architecture))
                    .isFalse();
        }
    }

    @Test
    void saysItsVersion() throws Exception {
        byte[] kernel = ExtTree.kernel(64);
        byte[] text = "6.1.0-9-amd64 (debian-kernel) #1 SMP\0".getBytes(StandardCharsets.US_ASCII);
        kernel[0x20e] = 0x70;
        System.arraycopy(text, 0, kernel, 0x270, text.length);
        assertThat(read(kernel).version()).isEqualTo("6.1.0-9-amd64");
        assertThat(read(ExtTree.kernel(64)).version()).isEmpty();
        kernel[0x20f] = 0x7f; // beyond the end
        assertThat(read(kernel).version()).isEmpty();
    }

    private LinuxKernel read(byte[] content) throws IOException, InterruptedException {
        return LinuxKernel.read(
                "/vmlinuz",
                new ExtTree(dir)
                        .file("vmlinuz", content)
                        .fileSystem()
                        .find("/vmlinuz")
                        .orElseThrow());
    }

    private static byte[] withPayload(int protocol, byte[] payload) {
        ByteBuffer kernel = ByteBuffer.allocate(SETUP_BYTES + PAYLOAD + payload.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(0, ExtTree.kernel());
        kernel.putShort(0x206, (short) protocol).putInt(0x248, PAYLOAD).putInt(0x24c, payload.length);
        return kernel.put(SETUP_BYTES + PAYLOAD, payload).array();
    }

    private static byte[] elf(int bits) {
        ByteBuffer elf = ByteBuffer.allocate(100_000).order(ByteOrder.LITTLE_ENDIAN);
        elf.putInt(0, 0x464c457f).put(4, (byte) (bits / 32)).putShort(18, (short) (bits == 64 ? 62 : 3));
        for (int i = 64; i < elf.limit(); i++) {
            elf.put(i, (byte) (i * i >> 3));
        }
        return elf.array();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(content);
        }
        return compressed.toByteArray();
    }
}
