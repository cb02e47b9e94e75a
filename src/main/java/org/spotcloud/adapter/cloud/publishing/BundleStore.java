package org.spotcloud.adapter.cloud.publishing;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.cloud.CloudClients;
import org.spotcloud.adapter.cloud.CloudFaults;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The S3 side of publishing: whole objects under flat keys, which is all that an old object store has. */
class BundleStore {
    private static final String OCTETS = "application/octet-stream";
    private static final int NOT_FOUND = 404;
    private static final int FORBIDDEN = 403;
    private static final int CONFLICT = 409;
    /** After these answers to CreateBucket a bucket may stand: ours since ever, or made by another at this moment. */
    private static final Set<Integer> MAY_STAND = Set.of(FORBIDDEN, CONFLICT);

    private static final Set<String> NO_BUCKET = Set.of("NoSuchBucket");
    /** Of 1,000 keys each, as many as a bundle of 10 TB has. */
    private static final int MOST_LISTINGS = 1000;

    private final CloudClients clients;
    private final CloudFaults faults;

    BundleStore(CloudClients clients, CloudFaults faults) {
        this.clients = clients;
        this.faults = faults;
    }

    /** Stores an object, in a bucket that is made when it is missing. */
    void put(String bucket, String key, ByteBuffer body) {
        try {
            send(bucket, key, body);
        } catch (SdkException e) {
            if (!isMissing(e)) {
                throw faults.ofStore("PutObject", e);
            }
            create(bucket);
            sendToMade(bucket, key, body);
        }
    }

    /** Deletes all objects whose keys begin so, whoever of them was ever acknowledged. */
    void deleteAll(String bucket, String prefix) {
        for (int listing = 0; listing < MOST_LISTINGS; listing++) {
            List<S3Object> objects = list(bucket, prefix);
            if (objects.isEmpty()) {
                return;
            }
            // one by one: the call that deletes many wants a digest that old stores and new clients disagree on
            objects.forEach(object -> delete(bucket, object.key()));
        }
        throw Fault.tryAgain("the store lists objects that it was told to delete", null);
    }

    /** All objects whose keys begin so; none when there is no such bucket. */
    List<S3Object> all(String bucket, String prefix) {
        List<S3Object> found = new ArrayList<>();
        String after = null;
        for (int listing = 0; listing < MOST_LISTINGS; listing++) {
            ListObjectsResponse page = page(bucket, prefix, after);
            page.contents().stream()
                    .filter(object -> object.key().startsWith(prefix))
                    .forEach(found::add);
            if (!Boolean.TRUE.equals(page.isTruncated()) || page.contents().isEmpty()) {
                return found;
            }
            // only who asks for groups of keys is told where the next page begins: it is after the last key
            String last = page.contents().get(page.contents().size() - 1).key();
            if (last.equals(after)) {
                break;
            }
            after = last;
        }
        throw Fault.tryAgain("the store does not come to the end of its list", null);
    }

    private void send(String bucket, String key, ByteBuffer body) {
        clients.s3()
                .putObject(
                        PutObjectRequest.builder().bucket(bucket).key(key).build(),
                        RequestBody.fromContentProvider(() -> stream(body), body.remaining(), OCTETS));
    }

    /** A fresh view each time: the SDK reads a body once to sign it and once to send it. */
    private static InputStream stream(ByteBuffer body) {
        return new BufferInput(body.duplicate());
    }

    private void sendToMade(String bucket, String key, ByteBuffer body) {
        try {
            send(bucket, key, body);
        } catch (SdkException e) {
            throw isMissing(e) ? noBucket(bucket, e) : faults.ofStore("PutObject", e);
        }
    }

    private void create(String bucket) {
        try {
            clients.s3()
                    .createBucket(CreateBucketRequest.builder().bucket(bucket).build());
        } catch (SdkException e) {
            if (!(e instanceof AwsServiceException service) || !MAY_STAND.contains(service.statusCode())) {
                throw faults.ofStore("CreateBucket", e);
            }
        }
    }

    /** An object cannot be missing while it is being stored: it is the bucket, whatever the store calls it. */
    private static boolean isMissing(SdkException e) {
        return e instanceof AwsServiceException service && service.statusCode() == NOT_FOUND && hasCode(service);
    }

    private static boolean hasCode(AwsServiceException e) {
        return e.awsErrorDetails() != null && e.awsErrorDetails().errorCode() != null;
    }

    private static Fault noBucket(String bucket, SdkException cause) {
        return Fault.operator(
                ("the bucket '%s' does not stand and could not be made: make it, or name another in"
                                + " spotcloud.publish.bucket")
                        .formatted(bucket),
                cause);
    }

    private List<S3Object> list(String bucket, String prefix) {
        return page(bucket, prefix, null).contents().stream()
                .filter(object -> object.key().startsWith(prefix))
                .toList();
    }

    private ListObjectsResponse page(String bucket, String prefix, String after) {
        try {
            return clients.s3()
                    .listObjects(ListObjectsRequest.builder()
                            .bucket(bucket)
                            .prefix(prefix)
                            .marker(after)
                            .build());
        } catch (SdkException e) {
            if (CloudFaults.hasCode(e, NO_BUCKET) || isMissing(e)) {
                return ListObjectsResponse.builder().build();
            }
            throw faults.ofStore("ListObjects", e);
        }
    }

    private void delete(String bucket, String key) {
        try {
            clients.s3()
                    .deleteObject(DeleteObjectRequest.builder()
                            .bucket(bucket)
                            .key(key)
                            .build());
        } catch (SdkException e) {
            if (!isMissing(e)) {
                throw faults.ofStore("DeleteObject", e);
            }
        }
    }
}
