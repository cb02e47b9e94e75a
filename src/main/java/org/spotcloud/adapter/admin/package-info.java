/** The operator's web pages. */
package org.spotcloud.adapter.admin;
