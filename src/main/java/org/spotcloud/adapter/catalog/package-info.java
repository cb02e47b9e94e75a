/** What is offered: hardware templates, packages and their images, networks; the ports to the cloud that serve them. */
package org.spotcloud.adapter.catalog;
