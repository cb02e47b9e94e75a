package org.spotcloud.adapter.diskimage.ext;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class CrcTest {
    private static final byte[] CHECK = "123456789".getBytes(StandardCharsets.US_ASCII);

    @Test
    void isTheChecksumThatTheWorldKnows() {
        assertThat(~Crc.CRC32C.of(~0, ByteBuffer.wrap(CHECK))).isEqualTo(0xe3069283); // CRC-32C
        assertThat(Crc.CRC16.of(0xffff, ByteBuffer.wrap(CHECK))).isEqualTo(0x4b37); // CRC-16/MODBUS
    }

    @Test
    void goesOnWithTheNextPiece() {
        byte[] bytes = new byte[1000];
        new Random(5).nextBytes(bytes);
        CRC32C whole = new CRC32C();
        whole.update(bytes);
        int first = Crc.CRC32C.of(~0, ByteBuffer.wrap(bytes, 0, 333));
        assertThat(~Crc.CRC32C.of(first, ByteBuffer.wrap(bytes, 333, 667))).isEqualTo((int) whole.getValue());
    }
}
