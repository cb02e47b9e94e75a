/** How fast the service answers, measured from outside: its own process, real databases, signed requests. */
package org.spotcloud.bench;
