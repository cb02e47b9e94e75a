package org.spotcloud.sandbox;

import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

/** AWS's own clients, set up for a cloud that is not AWS. */
@SuppressWarnings("deprecation") // the Apache 4 client, as the adapter has it
public final class AwsClients {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private AwsClients() {}

    static Ec2Client ec2(Addresses sandbox, String path, String secretKey) {
        return Ec2Client.builder()
                .endpointOverride(sandbox.ec2())
                .region(Region.of("RegionOne"))
                .credentialsProvider(credentials(sandbox.accessKey(), secretKey))
                .httpClientBuilder(ApacheHttpClient.builder().expectContinueEnabled(false))
                .overrideConfiguration(
                        overrides().addExecutionInterceptor(new KeepPath(path)).build())
                .build();
    }

    public static Ec2Client ec2(Addresses sandbox) {
        return ec2(sandbox, "/services/Cloud", sandbox.secretKey());
    }

    public static S3Client s3(Addresses sandbox) {
        return s3(sandbox, sandbox.secretKey());
    }

    static S3Client s3(Addresses sandbox, String secretKey) {
        return S3Client.builder()
                .endpointOverride(URI.create(sandbox.s3().toString()))
                .region(Region.of("RegionOne"))
                .credentialsProvider(credentials(sandbox.accessKey(), secretKey))
                .httpClientBuilder(ApacheHttpClient.builder().expectContinueEnabled(false))
                .overrideConfiguration(overrides().build())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .forcePathStyle(true)
                .serviceConfiguration(
                        S3Configuration.builder().chunkedEncodingEnabled(false).build())
                .build();
    }

    private static StaticCredentialsProvider credentials(String accessKey, String secretKey) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey));
    }

    private static ClientOverrideConfiguration.Builder overrides() {
        return ClientOverrideConfiguration.builder()
                .apiCallTimeout(TIMEOUT)
                .apiCallAttemptTimeout(TIMEOUT)
                .retryStrategy(DefaultRetryStrategy.doNotRetry())
                .defaultProfileFile(ProfileFile.aggregator().build());
    }

    /** The EC2 client drops the endpoint's path; this puts it back before the request is signed. */
    private record KeepPath(String path) implements ExecutionInterceptor {
        @Override
        public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
            return context.httpRequest().toBuilder().encodedPath(path).build();
        }
    }
}
