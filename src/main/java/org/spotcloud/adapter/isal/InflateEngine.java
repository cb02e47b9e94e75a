package org.spotcloud.adapter.isal;

/** Which implementation inflates. All give the same bytes; ISA-L is the faster one. */
public enum InflateEngine {
    /** ISA-L where it is installed and can be used, the JDK where not. */
    AUTO,
    /** ISA-L, which must be there. */
    ISAL,
    /** The JDK's own, which is there always. */
    JDK;

    private static final String ISAL_LABEL = "ISA-L";
    private static final String JDK_LABEL = "the JDK";

    /** Whether it can be used on this machine. */
    public boolean isThere() {
        return this != ISAL || IsalProbe.missing().isEmpty();
    }

    /** What it uses on this machine, for people: {@code ISA-L}, or {@code the JDK} and why not the other. */
    public String description() {
        if (this == JDK) {
            return JDK_LABEL;
        }
        return IsalProbe.missing()
                .map(why -> "%s (no %s: %s)".formatted(JDK_LABEL, ISAL_LABEL, why))
                .orElse(ISAL_LABEL);
    }

    /** {@code ISA-L} or {@code the JDK}. */
    public String label() {
        return usesIsal() ? ISAL_LABEL : JDK_LABEL;
    }

    /** @throws IllegalStateException when it is not there */
    RawInflater open() {
        if (!isThere()) {
            throw new IllegalStateException(
                    ISAL_LABEL + " cannot be used: " + IsalProbe.missing().orElseThrow());
        }
        return usesIsal() ? new IsalInflater() : new JdkInflater();
    }

    private boolean usesIsal() {
        return this != JDK && IsalProbe.missing().isEmpty();
    }
}
