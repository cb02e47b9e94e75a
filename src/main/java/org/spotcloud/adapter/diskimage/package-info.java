/** Disk images: what a disk is made of, read and written without a mount. */
package org.spotcloud.adapter.diskimage;
