/** The control API over HTTP. */
package org.spotcloud.sandbox.control;
