package org.spotcloud.adapter.cloud;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.spotcloud.adapter.catalog.Endpoints;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.settings.CloudSettings;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.defaultsmode.DefaultsMode;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.http.apache.ProxyConfiguration;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

/**
 * The AWS SDK's clients, made when they are first used, and made so that what goes over the wire depends on the settings
 * alone: no profile, no environment, no proxy that the settings do not name, no retry, no metadata service.
 */
public final class CloudClients implements AutoCloseable {
    /** More than all calls of one node that can be under way at once. */
    private static final int CONNECTIONS = 64;

    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);

    /** A call that carries a part may take that many times as long as one that carries none. */
    private static final int UPLOAD_FACTOR = 10;

    private final CloudSettings settings;
    private final CloudTraits traits;
    private final Consumer<String> answered;
    private final List<SdkHttpClient> transports = new ArrayList<>();
    private Ec2Client ec2;
    private S3Client s3;

    /** @param answered is told the endpoint of each answer */
    public CloudClients(CloudSettings settings, Consumer<String> answered) {
        this.settings = settings;
        this.answered = answered;
        this.traits = CloudTraits.of(settings.kind());
    }

    /**
     * The client of the EC2 service.
     *
     * @throws Fault the operator's, that says which setting is missing
     */
    public synchronized Ec2Client ec2() {
        if (ec2 == null) {
            URI endpoint = required("endpoint", settings.endpoint());
            requireCredentials();
            ec2 = configured(
                            Ec2Client.builder(),
                            endpoint,
                            settings.timeout(),
                            List.of(new EndpointPath(endpoint), new Answers(Endpoints.EC2, answered)))
                    .httpClient(http())
                    .build();
        }
        return ec2;
    }

    /**
     * The client of the S3 service.
     *
     * @throws Fault the operator's, that says which setting is missing
     */
    public synchronized S3Client s3() {
        if (s3 == null) {
            URI endpoint = required("s3-endpoint", settings.s3Endpoint());
            requireCredentials();
            ExecutionInterceptor answers = new Answers(Endpoints.S3, answered);
            List<ExecutionInterceptor> interceptors =
                    traits.namesBucketRegion() ? List.of(answers) : List.of(answers, new UnlocatedBucket());
            Duration timeout = settings.timeout().multipliedBy(UPLOAD_FACTOR);
            s3 = configured(S3Client.builder(), endpoint, timeout, interceptors)
                    .forcePathStyle(true)
                    .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                    .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                    .serviceConfiguration(S3Configuration.builder()
                            .chunkedEncodingEnabled(false)
                            .expectContinueEnabled(false)
                            .build())
                    .httpClient(http())
                    .build();
        }
        return s3;
    }

    @Override
    public synchronized void close() {
        if (ec2 != null) {
            ec2.close();
        }
        if (s3 != null) {
            s3.close();
        }
        // the SDK closes only those that it built itself
        transports.forEach(SdkHttpClient::close);
    }

    private <B extends AwsClientBuilder<B, ?>> B configured(
            B builder, URI endpoint, Duration timeout, List<ExecutionInterceptor> interceptors) {
        return builder.endpointOverride(endpoint)
                .region(Region.of(settings.region()))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        settings.accessKey(), settings.secretKey().reveal())))
                .defaultsMode(DefaultsMode.STANDARD)
                .fipsEnabled(false)
                .dualstackEnabled(false)
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .retryStrategy(AwsRetryStrategy.doNotRetry())
                        .apiCallAttemptTimeout(timeout)
                        .apiCallTimeout(timeout)
                        .defaultProfileFile(ProfileFile.aggregator().build())
                        .executionInterceptors(interceptors)
                        .build());
    }

    // the SDK prefers its client on HttpClient 5 by now; every trap here is tested on this one
    @SuppressWarnings("deprecation")
    private SdkHttpClient http() {
        Duration connect = settings.timeout().compareTo(LONGEST_CONNECT) < 0 ? settings.timeout() : LONGEST_CONNECT;
        ApacheHttpClient.Builder builder = ApacheHttpClient.builder()
                .maxConnections(CONNECTIONS)
                .connectionTimeout(connect)
                .connectionAcquisitionTimeout(connect)
                .socketTimeout(settings.timeout())
                .expectContinueEnabled(false)
                .proxyConfiguration(ProxyConfiguration.builder()
                        .useSystemPropertyValues(false)
                        .useEnvironmentVariableValues(false)
                        .build());
        if (settings.caCertificate() != null) {
            var authorities = Authorities.of(settings.caCertificate());
            builder.tlsTrustManagersProvider(() -> authorities);
        }
        SdkHttpClient transport = new InterruptibleHttpClient(builder.build());
        transports.add(transport);
        return transport;
    }

    private void requireCredentials() {
        required("access-key", settings.accessKey().isBlank() ? null : settings.accessKey());
        required("secret-key", settings.secretKey().isBlank() ? null : settings.secretKey());
    }

    private static <T> T required(String key, T value) {
        if (value == null) {
            throw Fault.operator("the cloud is not set up: spotcloud.cloud." + key + " is not set", null);
        }
        return value;
    }
}
