/** Stops one thread of the service at an exact point; runs inside it, as a Java agent of the harness. */
package org.spotcloud.harness.halt;
