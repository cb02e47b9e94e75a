/** The EC2 service: query API over HTTP, images, instances, and what surrounds them. */
package org.spotcloud.sandbox.ec2;
