/** The real service and the sandbox as processes, and the marketplace that calls them: for tests and the quickstart. */
package org.spotcloud.lab;
