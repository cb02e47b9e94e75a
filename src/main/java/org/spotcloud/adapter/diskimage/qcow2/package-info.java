/** Writes and reads QCOW2 images (QEMU, docs/interop/qcow2.txt). */
package org.spotcloud.adapter.diskimage.qcow2;
