/** The engine's side: a handler for each service task, the external-task poller, starters and signals. */
package org.spotcloud.adapter.provisioning;
