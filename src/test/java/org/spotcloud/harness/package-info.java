/** Strikes the real service, orders in flight, at every step of every process, and checks from outside that nothing is lost. */
package org.spotcloud.harness;
