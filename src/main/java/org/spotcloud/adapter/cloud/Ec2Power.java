package org.spotcloud.adapter.cloud;

import org.spotcloud.adapter.machines.PowerAction;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.RebootInstancesRequest;
import software.amazon.awssdk.services.ec2.model.StartInstancesRequest;
import software.amazon.awssdk.services.ec2.model.StopInstancesRequest;

/** StopInstances, StartInstances and RebootInstances, of one instance at a time. */
final class Ec2Power {
    private final CloudClients clients;
    private final CloudFaults faults;

    Ec2Power(CloudClients clients, CloudFaults faults) {
        this.clients = clients;
        this.faults = faults;
    }

    void change(String instanceId, PowerAction action) {
        try {
            send(clients.ec2(), instanceId, action);
        } catch (SdkException e) {
            throw faults.ofPower(callOf(action), e);
        }
    }

    private static void send(Ec2Client ec2, String instanceId, PowerAction action) {
        switch (action) {
            case STOP ->
                ec2.stopInstances(
                        StopInstancesRequest.builder().instanceIds(instanceId).build());
            case START ->
                ec2.startInstances(
                        StartInstancesRequest.builder().instanceIds(instanceId).build());
            case REBOOT ->
                ec2.rebootInstances(
                        RebootInstancesRequest.builder().instanceIds(instanceId).build());
        }
    }

    private static String callOf(PowerAction action) {
        return switch (action) {
            case STOP -> "StopInstances";
            case START -> "StartInstances";
            case REBOOT -> "RebootInstances";
        };
    }
}
