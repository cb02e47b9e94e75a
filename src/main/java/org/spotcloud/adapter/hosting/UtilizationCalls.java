package org.spotcloud.adapter.hosting;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.spotcloud.adapter.machines.Utilization;
import org.spotcloud.adapter.machines.UtilizationReader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What there is and what is free of it. Any method is answered as {@code GET}. */
@RestController
class UtilizationCalls {
    private final UtilizationReader utilization;

    UtilizationCalls(UtilizationReader utilization) {
        this.utilization = utilization;
    }

    @RequestMapping(Target.PREFIX + "utilization")
    WireUtilization utilization() {
        return WireUtilization.of(utilization.read());
    }

    /** Memory and storage in MiB. */
    @WireForm
    record WireUtilization(
            int errno,
            String message,
            long totalMemory,
            long freeMemory,
            long totalStorage,
            long freeStorage,
            long committedStorage,
            long cpus,
            @JsonProperty("loadone") double loadOne,
            @JsonProperty("loadfive") double loadFive,
            @JsonProperty("loadfifteen") double loadFifteen) {

        static WireUtilization of(Utilization read) {
            return new WireUtilization(
                    Answer.SUCCESS,
                    Answer.SUCCESS_MESSAGE,
                    read.totalMemory(),
                    read.freeMemory(),
                    read.totalStorage(),
                    read.freeStorage(),
                    read.committedStorage(),
                    read.cpus(),
                    read.loads().one(),
                    read.loads().five(),
                    read.loads().fifteen());
        }
    }
}
