package org.spotcloud.adapter.cloud;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Makes calls end when their thread is interrupted. A blocking socket does not notice an interruption, so the exchange
 * runs on a thread of its own, and the connection is cut when the caller is interrupted.
 */
final class InterruptibleHttpClient implements SdkHttpClient {
    private final SdkHttpClient client;
    private final ExecutorService exchanges;

    InterruptibleHttpClient(SdkHttpClient client) {
        this.client = client;
        this.exchanges = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "cloud-exchange");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new InterruptibleRequest(client.prepareRequest(request));
    }

    @Override
    public String clientName() {
        return client.clientName();
    }

    @Override
    public void close() {
        exchanges.shutdownNow();
        client.close();
    }

    private final class InterruptibleRequest implements ExecutableHttpRequest {
        private final ExecutableHttpRequest request;

        private InterruptibleRequest(ExecutableHttpRequest request) {
            this.request = request;
        }

        @Override
        public HttpExecuteResponse call() throws IOException {
            Future<HttpExecuteResponse> exchange = exchanges.submit(request);
            try {
                return exchange.get();
            } catch (InterruptedException e) {
                request.abort();
                Thread.currentThread().interrupt();
                throw (IOException) new InterruptedIOException("the call was interrupted").initCause(e);
            } catch (ExecutionException e) {
                throw cause(e);
            }
        }

        @Override
        public void abort() {
            request.abort();
        }

        private static IOException cause(ExecutionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            return e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        }
    }
}
