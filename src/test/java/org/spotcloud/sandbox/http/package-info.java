/** HTTP on loopback, signatures, and the small documents that pass over it. */
package org.spotcloud.sandbox.http;
