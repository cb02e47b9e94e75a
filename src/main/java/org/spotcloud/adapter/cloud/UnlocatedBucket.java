package org.spotcloud.adapter.cloud;

import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.CreateBucketConfiguration;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;

/**
 * Takes the location out of CreateBucket that the SDK puts in by itself: a cloud that is not AWS need not know its region
 * as the location of a bucket, and refuses it then.
 */
final class UnlocatedBucket implements ExecutionInterceptor {
    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
        return context.request() instanceof CreateBucketRequest request
                ? request.toBuilder()
                        .createBucketConfiguration((CreateBucketConfiguration) null)
                        .build()
                : context.request();
    }
}
