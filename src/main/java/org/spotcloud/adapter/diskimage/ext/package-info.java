/** Reads ext2, ext3 and ext4 file systems (Linux, Documentation/filesystems/ext4). */
package org.spotcloud.adapter.diskimage.ext;
