package org.spotcloud.adapter.imports;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.spotcloud.adapter.catalog.TransferProgress;
import org.spotcloud.adapter.xvm2.AnotherDiskException;

/** Makes the disk image out of a package: what {@link PackageConversion#convert} does. */
interface Conversion {
    /** Reads a package and writes {@code disk.qcow2} into a folder of its own. */
    ConvertedPackage convert(InputStream packageStream, Path folder, Wanted wanted, TransferProgress progress)
            throws IOException, AnotherDiskException;
}
