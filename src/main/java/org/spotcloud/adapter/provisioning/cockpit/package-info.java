/** The web filters before Cockpit and the engine's REST API. */
package org.spotcloud.adapter.provisioning.cockpit;
