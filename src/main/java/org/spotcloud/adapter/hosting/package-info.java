/** The SpotCloud endpoint: paths, forms and JSON answers of the hosting protocol. */
package org.spotcloud.adapter.hosting;
