package org.spotcloud.adapter.diskimage.ext;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.spotcloud.adapter.diskimage.DiskImageException;

/** The incompatible features of a file system ({@code s_feature_incompat}), and a few of the others. */
final class Features {
    static final int FILETYPE = 0x2;
    static final int RECOVER = 0x4;
    static final int META_BG = 0x10;
    static final int EXTENTS = 0x40;
    static final int SIXTY_FOUR_BIT = 0x80;
    private static final int MMP = 0x100;
    private static final int FLEX_BG = 0x200;
    private static final int EA_INODE = 0x400;
    static final int CSUM_SEED = 0x2000;
    static final int LARGEDIR = 0x4000;
    private static final int INLINE_DATA = 0x8000;
    private static final int CASEFOLD = 0x20000;

    /** {@code s_feature_compat}. */
    static final int COMPAT_HAS_JOURNAL = 0x4;

    static final int COMPAT_DIR_INDEX = 0x20;
    static final int COMPAT_SPARSE_SUPER2 = 0x200;
    /** {@code s_feature_ro_compat}: those not known are no hindrance to reading. */
    static final int RO_COMPAT_SPARSE_SUPER = 0x1;

    static final int RO_COMPAT_GDT_CSUM = 0x10;
    static final int RO_COMPAT_BIGALLOC = 0x200;
    static final int RO_COMPAT_METADATA_CSUM = 0x400;

    private static final int READABLE = FILETYPE
            | RECOVER
            | META_BG
            | EXTENTS
            | SIXTY_FOUR_BIT
            | MMP
            | FLEX_BG
            | EA_INODE
            | CSUM_SEED
            | LARGEDIR
            | INLINE_DATA
            | CASEFOLD;

    private static final Map<Integer, String> NOT_READABLE = new TreeMap<>(Map.of(
            0x1,
            "compression",
            RECOVER,
            "needs_recovery (without a journal)",
            0x8,
            "journal_dev (a journal, not a file system)",
            0x1000,
            "dirdata",
            0x10000,
            "encrypt"));

    private Features() {}

    /** Refuses, by name, what would be read wrongly. */
    static void verify(int compatible, int incompatible) throws DiskImageException {
        boolean hasJournal = (compatible & COMPAT_HAS_JOURNAL) != 0;
        int refused = incompatible & ~(hasJournal ? READABLE : READABLE & ~RECOVER);
        if (refused == 0) {
            return;
        }
        List<String> names = new ArrayList<>();
        for (int bit = Integer.lowestOneBit(refused); bit != 0; bit = Integer.lowestOneBit(refused)) {
            names.add(NOT_READABLE.getOrDefault(bit, "0x%x".formatted(bit)));
            refused &= ~bit;
        }
        throw new DiskImageException(
                "expected an ext file system without incompatible features that are not supported, found "
                        + String.join(", ", names));
    }
}
