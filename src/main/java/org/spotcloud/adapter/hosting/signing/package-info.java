/** Signs and checks the digests of the hosting protocol. */
package org.spotcloud.adapter.hosting.signing;
