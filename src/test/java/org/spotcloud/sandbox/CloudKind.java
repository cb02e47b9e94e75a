package org.spotcloud.sandbox;

import java.util.Locale;

/** Whose EC2 service the sandbox stands in for; they differ in what they refuse and in what a client token means. */
public enum CloudKind {
    /** OpenStack's EC2 service: an unknown parameter is HTTP 500; a token is stored only after the server has been created. */
    OPENSTACK_EC2,
    /** As OpenStack's, but unknown parameters are ignored. */
    EUCALYPTUS,
    /** Strict idempotency, {@code UnknownParameter}, instance types described, terminated instances listed for a while. */
    AWS;

    /** The kind of a name as in the adapter's settings: {@code openstack-ec2}, {@code eucalyptus}, {@code aws}. */
    public static CloudKind named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
