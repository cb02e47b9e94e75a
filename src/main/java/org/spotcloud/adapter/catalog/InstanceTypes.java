package org.spotcloud.adapter.catalog;

import java.util.List;

/** Port: the instance types of the cloud, as it lists them or as the operator configured them. */
public interface InstanceTypes {
    /**
     * Every instance type that can be run.
     *
     * @throws Fault when the cloud cannot be asked
     */
    List<InstanceType> list();
}
