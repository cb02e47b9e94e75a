/** The .xvm2 package format: members, description, manifest. */
package org.spotcloud.adapter.xvm2;
