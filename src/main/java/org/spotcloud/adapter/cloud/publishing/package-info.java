/** The ways to publish an image in a cloud. */
package org.spotcloud.adapter.cloud.publishing;
