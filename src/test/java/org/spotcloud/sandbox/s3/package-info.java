/** S3Proxy over a folder, behind the layer that applies faults. */
package org.spotcloud.sandbox.s3;
