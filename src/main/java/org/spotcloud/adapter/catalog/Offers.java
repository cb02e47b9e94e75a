package org.spotcloud.adapter.catalog;

import java.util.Collection;
import java.util.List;

/** Port: which of the cloud's instance types the operator wants to sell. */
public interface Offers {
    /** Everything is sold that the cloud has. */
    Offers EVERYTHING = new Offers() {
        @Override
        public boolean include(String instanceType, Architecture architecture) {
            return true;
        }

        @Override
        public List<String> unmatched(Collection<String> instanceTypes) {
            return List.of();
        }
    };

    /** Whether that can be ordered. */
    boolean include(String instanceType, Architecture architecture);

    /** What the operator has named that matches none of these types: most likely a slip of the pen. */
    List<String> unmatched(Collection<String> instanceTypes);
}
