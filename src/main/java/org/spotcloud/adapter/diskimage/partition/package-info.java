/** Partition tables (MBR, GPT), and the splitting of a disk that comes as a stream into its partitions. */
package org.spotcloud.adapter.diskimage.partition;
