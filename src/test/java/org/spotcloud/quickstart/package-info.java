/** The main job in one command: a stand-in cloud, the service, a signed order, and its steps until the machine runs. */
package org.spotcloud.quickstart;
