/** The S3 bundle format: tar, gzip, AES-128-CBC, parts and a signed manifest. */
package org.spotcloud.adapter.bundle;
