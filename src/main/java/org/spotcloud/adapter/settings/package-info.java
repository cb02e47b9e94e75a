/** The operator's settings and credentials; secrets are encrypted at rest. */
package org.spotcloud.adapter.settings;
