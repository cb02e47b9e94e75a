/** The faults that are ordered, the calls that are held, and the log of all calls. */
package org.spotcloud.sandbox.faults;
