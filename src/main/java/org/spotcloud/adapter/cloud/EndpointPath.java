package org.spotcloud.adapter.cloud;

import java.net.URI;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Sends EC2 calls to the path of the endpoint, which the SDK drops. It changes the request before it is signed, so that
 * the signature covers the path.
 */
final class EndpointPath implements ExecutionInterceptor {
    private final String path;

    EndpointPath(URI endpoint) {
        String given = endpoint.getRawPath();
        this.path = given == null || given.isEmpty() ? "/" : given;
    }

    @Override
    public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
        return context.httpRequest().toBuilder().encodedPath(path).build();
    }
}
