package org.spotcloud.adapter.cloud.publishing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.spotcloud.adapter.catalog.Fault;
import org.spotcloud.adapter.cloud.CloudClients;
import org.spotcloud.adapter.cloud.CloudFaults;
import org.spotcloud.adapter.cloud.CloudTraits;
import org.spotcloud.adapter.cloud.Clouds;
import org.spotcloud.adapter.cloud.WireServer;
import org.spotcloud.adapter.cloud.WireServer.Answer;
import org.spotcloud.adapter.settings.CloudKind;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What is sent to an object store, and what is made of the odd answers of old ones. */
class BundleStoreTest {
    private static final ByteBuffer BODY =
            ByteBuffer.wrap("0123456789".getBytes(UTF_8)).asReadOnlyBuffer();
    private static final Answer OK = new Answer(200, "application/xml", "");

    private final WireServer server = new WireServer();
    private final CloudClients clients =
            Clouds.at(server.uri("/"), server.uri("")).clients();
    private final BundleStore store =
            new BundleStore(clients, new CloudFaults(CloudTraits.of(CloudKind.OPENSTACK_EC2)));

    @AfterEach
    void close() {
        clients.close();
        server.close();
    }

    @Test
    void storesUnderAFlatKey() {
        server.answer(request -> OK);

        store.put("spotcloud", "sc-1.part.00", BODY);

        assertThat(requests()).containsExactly("PUT /spotcloud/sc-1.part.00");
        assertThat(server.only().body()).isEqualTo("0123456789".getBytes(UTF_8));
        assertThat(BODY.remaining()).isEqualTo(10);
    }

    @Test
    void makesABucketOnceAndSendsTheWholeBodyAgain() {
        List<Answer> answers = new ArrayList<>(List.of(Answer.s3Error(404, "NoSuchKey"), OK, OK));
        server.answer(request -> answers.remove(0));

        store.put("spotcloud", "sc-1.part.00", BODY);

        assertThat(requests())
                .containsExactly("PUT /spotcloud/sc-1.part.00", "PUT /spotcloud", "PUT /spotcloud/sc-1.part.00");
        assertThat(server.seen().get(2).body()).isEqualTo("0123456789".getBytes(UTF_8));
    }

    @Test
    void mindsNotThatAnotherHasMadeTheBucketMeanwhile() {
        List<Answer> answers = new ArrayList<>(
                List.of(Answer.s3Error(404, "NoSuchBucket"), new Answer(403, "text/html", "<h1>again?"), OK));
        server.answer(request -> answers.remove(0));

        assertThatCode(() -> store.put("spotcloud", "key", BODY)).doesNotThrowAnyException();
    }

    @Test
    void takesA404OfAProxyForAnOutageAndMakesNoBucket() {
        server.answer(request -> new Answer(404, "text/html", "<html>not here</html>"));

        assertThatExceptionOfType(Fault.class)
                .isThrownBy(() -> store.put("spotcloud", "key", BODY))
                .matches(fault -> fault.kind() == Fault.Kind.TRY_AGAIN);
        assertThat(server.seen()).hasSize(1);
    }

    @Test
    void leavesAFullOrForbiddenStoreToTheOperator() {
        for (String code : List.of("AccessDenied", "QuotaExceeded")) {
            server.answer(request -> Answer.s3Error(403, code));
            assertThatExceptionOfType(Fault.class)
                    .isThrownBy(() -> store.put("spotcloud", "key", BODY))
                    .withMessageContaining(code)
                    .matches(fault -> fault.kind() == Fault.Kind.OPERATOR);
        }
    }

    @Test
    void deletesOneByOneUntilNothingIsListed() {
        List<Answer> listings = new ArrayList<>(
                List.of(listing("sc-1.part.00", "sc-1.part.01"), listing("sc-1.manifest.xml"), listing()));
        server.answer(
                request -> request.method().equals("GET") ? listings.remove(0) : new Answer(204, "text/plain", ""));

        store.deleteAll("spotcloud", "sc-1.");

        assertThat(requests())
                .filteredOn(request -> request.startsWith("DELETE"))
                .containsExactly(
                        "DELETE /spotcloud/sc-1.part.00",
                        "DELETE /spotcloud/sc-1.part.01",
                        "DELETE /spotcloud/sc-1.manifest.xml");
        assertThat(server.seen().get(0).query()).isEqualTo("prefix=sc-1.");
    }

    @Test
    void deletesNothingThatAStoreListsWithoutHavingBeenAsked() {
        server.answer(request -> listing("somebody-elses"));

        store.deleteAll("spotcloud", "sc-1.");

        assertThat(requests()).containsExactly("GET /spotcloud");
    }

    @Test
    void mindsNotThatBucketOrObjectAreGone() {
        server.answer(request -> Answer.s3Error(404, "NoSuchBucket"));
        assertThatCode(() -> store.deleteAll("spotcloud", "sc-1.")).doesNotThrowAnyException();

        List<Answer> answers =
                new ArrayList<>(List.of(listing("sc-1.part.00"), Answer.s3Error(404, "NoSuchKey"), listing()));
        server.answer(request -> answers.remove(0));
        assertThatCode(() -> store.deleteAll("spotcloud", "sc-1.")).doesNotThrowAnyException();
    }

    @Test
    void listsPageByPage() {
        List<Answer> answers = new ArrayList<>(
                List.of(truncated(listing("sc-1.part.00", "sc-1.part.01")), listing("sc-1.part.02", "somebody-elses")));
        server.answer(request -> answers.remove(0));

        assertThat(store.all("spotcloud", "sc-1"))
                .extracting(S3Object::key)
                .containsExactly("sc-1.part.00", "sc-1.part.01", "sc-1.part.02");
        assertThat(server.seen().get(1).query()).contains("marker=sc-1.part.01", "prefix=sc-1");
    }

    @Test
    void listsNoFurtherWhereAStoreDoesNotGetOn() {
        server.answer(request -> truncated(listing("sc-1.part.00")));

        assertThatExceptionOfType(Fault.class)
                .isThrownBy(() -> store.all("spotcloud", "sc-1"))
                .matches(fault -> fault.kind() == Fault.Kind.TRY_AGAIN);
        assertThat(server.seen()).hasSize(2);
    }

    private static Answer truncated(Answer listing) {
        return new Answer(
                listing.status(),
                listing.contentType(),
                listing.body().replace("</ListBucketResult>", "<IsTruncated>true</IsTruncated></ListBucketResult>"));
    }

    private List<String> requests() {
        return server.seen().stream()
                .map(request -> request.method() + " " + request.path())
                .toList();
    }

    private static Answer listing(String... keys) {
        StringBuilder contents = new StringBuilder();
        for (String key : keys) {
            contents.append("<Contents><Key>").append(key).append("</Key></Contents>");
        }
        return new Answer(
                200,
                "application/xml",
                "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">" + contents
                        + "</ListBucketResult>");
    }
}
