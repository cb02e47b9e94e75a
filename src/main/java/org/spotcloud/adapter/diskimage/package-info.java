/** Partition tables, ext2/3/4 file systems and QCOW2 images. */
package org.spotcloud.adapter.diskimage;
