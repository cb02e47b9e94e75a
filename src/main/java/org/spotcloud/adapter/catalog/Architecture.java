package org.spotcloud.adapter.catalog;

/** A machine architecture, by EC2's names. */
public enum Architecture {
    I386("i386"),
    X86_64("x86_64");

    private final String ec2Name;

    Architecture(String ec2Name) {
        this.ec2Name = ec2Name;
    }

    /** {@code i386} or {@code x86_64}. */
    public String ec2Name() {
        return ec2Name;
    }

    /** The architecture of that EC2 name. */
    public static Architecture of(String ec2Name) {
        for (Architecture architecture : values()) {
            if (architecture.ec2Name.equals(ec2Name)) {
                return architecture;
            }
        }
        throw new IllegalArgumentException("not an architecture: " + ec2Name);
    }

    @Override
    public String toString() {
        return ec2Name;
    }
}
