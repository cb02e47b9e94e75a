/** The package server. */
package org.spotcloud.sandbox.packages;
