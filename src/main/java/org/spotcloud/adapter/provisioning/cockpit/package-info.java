/** Cockpit behind the service's own login: who the user is, and what Cockpit's API may be asked. */
package org.spotcloud.adapter.provisioning.cockpit;
