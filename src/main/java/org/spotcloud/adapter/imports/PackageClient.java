package org.spotcloud.adapter.imports;

import java.time.Duration;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Makes the HTTP client for packages: HTTP/1.1, nothing by itself (retries, redirects, decompression, cookies,
 * logins, upgrades), no proxy.
 *
 * <p>Apache's, because the JDK's two fall short here: {@code java.net.http} discards bytes that arrived when a
 * connection breaks right after them (a server that drops every few bytes would never be got through), and a read of
 * {@code HttpURLConnection} cannot be broken off by another thread.
 */
final class PackageClient {
    private static final Timeout CONNECT = Timeout.ofSeconds(10);
    /** Who waits for a piece gives up first, so that there is one message. */
    private static final Duration GRACE = Duration.ofSeconds(5);
    /** More downloads at once than a node will ever have. */
    private static final int MAX_CONNECTIONS = 1000;

    private static final int MAX_HEADERS = 200;
    private static final int MAX_HEADER_LINE = 16 * 1024;

    private PackageClient() {}

    static CloseableHttpClient create(Duration stallTimeout) {
        Timeout read = Timeout.of(stallTimeout.plus(GRACE));
        return HttpClients.custom()
                .setConnectionManager(connections(read))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(read)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .setUserAgent("spotcloud-openstack-adapter")
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
    }

    private static HttpClientConnectionManager connections(Timeout read) {
        Http1Config http = Http1Config.custom()
                .setMaxHeaderCount(MAX_HEADERS)
                .setMaxLineLength(MAX_HEADER_LINE)
                .build();
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(http)
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT)
                        .setSocketTimeout(read)
                        .setTimeToLive(TimeValue.ZERO_MILLISECONDS)
                        .build())
                .setMaxConnTotal(MAX_CONNECTIONS)
                .setMaxConnPerRoute(MAX_CONNECTIONS)
                .build();
    }
}
