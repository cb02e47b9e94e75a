package org.spotcloud.adapter.diskimage.ext;

import java.io.IOException;

/** Where the blocks of a file are. */
interface FileMap {
    /** The run that begins with that block of the file. It may be shorter than what lies in a row. */
    BlockRun locate(long fileBlock) throws IOException;
}
