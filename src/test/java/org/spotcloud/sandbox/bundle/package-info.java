/** Undoes S3 bundles, from the format alone: manifest, keys, parts, digests, and what the image must look like. */
package org.spotcloud.sandbox.bundle;
