/** Inflate and deflate, by ISA-L where it is installed and by the JDK where it is not. */
package org.spotcloud.adapter.isal;
