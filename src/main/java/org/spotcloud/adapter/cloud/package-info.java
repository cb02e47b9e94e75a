/** EC2: instances, instance types, images and capacity, through the AWS SDK. */
package org.spotcloud.adapter.cloud;
