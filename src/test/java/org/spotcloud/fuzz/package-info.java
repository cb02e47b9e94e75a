/** Hostile input for the readers of formats, made by Jazzer ({@code src/test/tools/fuzz.sh}) out of seeds. */
package org.spotcloud.fuzz;
