/** What an import does, engine-free and restartable: workspace, fetch and convert, extract, progress. */
package org.spotcloud.adapter.imports;
