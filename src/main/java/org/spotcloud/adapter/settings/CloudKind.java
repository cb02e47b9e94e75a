package org.spotcloud.adapter.settings;

/** The kinds of cloud, which differ in what they may be sent and in what an unknown outcome allows. */
public enum CloudKind {
    /** OpenStack's EC2 service. */
    OPENSTACK_EC2,
    EUCALYPTUS,
    AWS,
    /** OpenStack without an EC2 service: Nova and Glance. */
    OPENSTACK
}
