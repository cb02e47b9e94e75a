package org.spotcloud.sandbox.s3;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobProviderMetadata;
import org.jclouds.Constants;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.domain.Blob;
import org.jclouds.blobstore.domain.PageSet;
import org.jclouds.blobstore.domain.StorageMetadata;
import org.jclouds.blobstore.options.ListContainerOptions;

/** S3Proxy over a folder: the S3 service proper, behind the fault layer. */
public final class ObjectStore implements AutoCloseable {
    private final BlobStoreContext context;
    private final BlobStore blobs;
    private final S3Proxy proxy;

    /** An object as it is stored. */
    public record StoredObject(String bucket, String key, long size, String eTag) {}

    public ObjectStore(Path folder, String accessKey, String secretKey) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("jclouds.filesystem.basedir", folder.toString());
        properties.setProperty(Constants.PROPERTY_USER_THREADS, "0");
        context = ContextBuilder.newBuilder(new FilesystemNio2BlobProviderMetadata())
                .credentials(accessKey, secretKey)
                .overrides(properties)
                .build(BlobStoreContext.class);
        blobs = context.getBlobStore();
        proxy = start(accessKey, secretKey);
    }

    private S3Proxy start(String accessKey, String secretKey) throws IOException {
        S3Proxy starting = S3Proxy.builder()
                .blobStore(blobs)
                .endpoint(loopback(0))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, accessKey, secretKey)
                .v4MaxNonChunkedRequestSize(64L << 20)
                .ignoreUnknownHeaders(true)
                .build();
        try {
            starting.start();
        } catch (Exception e) {
            throw new IOException("S3Proxy does not start", e);
        }
        return starting;
    }

    /** Where S3Proxy listens; clients speak to {@link S3Front} instead. */
    URI address() {
        return loopback(proxy.getPort());
    }

    private static URI loopback(int port) {
        try {
            return new URI("http", null, "127.0.0.1", port, null, null, null);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public void createBucket(String name) {
        blobs.createContainerInLocation(null, name);
    }

    /** The bytes of an object, or null when there is none. */
    public InputStream open(String bucket, String key) throws IOException {
        if (bucket.isEmpty() || key.isEmpty() || !blobs.containerExists(bucket)) {
            return null;
        }
        Blob blob = blobs.getBlob(bucket, key);
        return blob == null ? null : blob.getPayload().openStream();
    }

    /** All objects of a bucket, by key. */
    public List<StoredObject> list(String bucket) {
        List<StoredObject> objects = new ArrayList<>();
        ListContainerOptions options = ListContainerOptions.Builder.recursive();
        PageSet<? extends StorageMetadata> page = blobs.list(bucket, options);
        while (true) {
            page.forEach(blob -> objects.add(new StoredObject(bucket, blob.getName(), blob.getSize(), blob.getETag())));
            if (page.getNextMarker() == null) {
                return objects;
            }
            page = blobs.list(bucket, options.afterMarker(page.getNextMarker()));
        }
    }

    public List<String> buckets() {
        return blobs.list().stream().map(StorageMetadata::getName).toList();
    }

    @Override
    public void close() throws IOException {
        try {
            proxy.stop();
        } catch (Exception e) {
            throw new IOException("S3Proxy does not stop", e);
        } finally {
            context.close();
        }
    }
}
