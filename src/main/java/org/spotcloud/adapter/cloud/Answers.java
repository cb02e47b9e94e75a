package org.spotcloud.adapter.cloud;

import java.util.function.Consumer;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.ec2.model.Ec2Response;

/** Tells of each answer of a service that is its own: one that says no is an answer, too; a proxy's page is none. */
final class Answers implements ExecutionInterceptor {
    private final String endpoint;
    private final Consumer<String> answered;

    Answers(String endpoint, Consumer<String> answered) {
        this.endpoint = endpoint;
        this.answered = answered;
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        if (!(context.response() instanceof Ec2Response response) || CloudFaults.isGenuine(response)) {
            answered.accept(endpoint);
        }
    }

    @Override
    public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
        if (context.exception() instanceof AwsServiceException service
                && !CloudAnswer.of(service).aboutTheService()) {
            answered.accept(endpoint);
        }
    }
}
