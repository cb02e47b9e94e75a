package org.spotcloud.adapter.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spotcloud.adapter.hosting.Wire.Reply;

/** Paths that try to be another one than they look like: neither a stranger nor a known caller gets anywhere by them. */
class HostilePathsIT extends HostileCalls {
    private static final List<String> QUERIES = List.of("", "?ecp_username=spotcloud", Wire.QUERY);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/rest/hosting/..%2f..%2fcamunda/app",
                "/rest/hosting/../../engine-rest/engine",
                "/rest/hosting/%2e%2e/%2e%2e/engine-rest/engine",
                "/rest/hosting/%2e%2e%2f%2e%2e%2fengine-rest/engine",
                "/rest/hosting/..;/..;/engine-rest/engine",
                "/rest/hosting/%252e%252e/",
                "/rest/hosting/%c0%ae%c0%ae/%c0%ae%c0%ae/engine-rest/engine",
                "/rest/hosting/%e0%80%ae/vm/list",
                "/rest/hosting/%u002e",
                "/rest/hosting/.",
                "/rest/hosting/..",
                "/rest/hosting/../..",
                "/rest/hosting/vm/../vm/list",
                "/rest/hosting/%00",
                "/rest/hosting/vm/list%00",
                "/rest/hosting/%5c",
                "/rest/hosting/vm%5clist",
                "/rest/hosting/..%5c..%5cengine-rest/engine",
                "/rest/hosting/vm\\list",
                "/rest/hosting/vm%2Flist",
                "/rest/hosting/vm%252Flist",
                "/rest/hosting/vm//list",
                "/rest/hosting//vm/list",
                "/rest/hosting/vm/list//",
                "/rest/hosting/vm/list;jsessionid=1",
                "/rest/hosting;x/vm/list",
                "/rest/hosting/%76m/list",
                "/rest/hosting/VM/list",
                "/rest/hosting/vm/list.json",
                "/rest/hosting/vm/list%253F",
                "/rest/hosting/vm/list%23",
                "/rest/hosting/vm/list#x",
                "/rest/hosting/vm/list%09",
                "/rest/hosting/vm/%0d%0aX-Injected:1",
                "/rest/hosting/vm/{list}",
                "/rest/hosting/vm/é",
                "/rest/hosting/%ff",
                "/rest/hosting/%zz",
                "/rest/hosting/%"
            })
    void ofTheEndpointAreAnsweredWithAnErrorInJson(String path) {
        for (String query : QUERIES) {
            Reply reply = get(path + query);
            assertThat(reply.status()).isIn(200, 400, 404);
            assertThat(reply.headers()).doesNotContainKey("x-injected");
            failed(reply);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//rest/hosting/vm/list",
                "/./rest/hosting/vm/list",
                "/%2e/rest/hosting/vm/list",
                "/rest/./hosting/vm/list",
                "/x/../rest/hosting/vm/list",
                "/x/..;/rest/hosting/vm/list",
                "/rest;x/hosting/vm/list",
                "/rest%2Fhosting/vm/list",
                "/rest%5Chosting/vm/list",
                "/x%5c..%5crest/hosting/vm/list",
                "/engine-rest%5Cengine",
                "/rest/%68osting/vm/list",
                "/REST/hosting/vm/list",
                "/rest/hosting%3Fx/../vm/list",
                "rest/hosting/vm/list",
                "*"
            })
    void thatOnlyEndAsTheEndpointsDoLeadNowhere(String path) {
        for (String query : QUERIES) {
            Reply reply = get(path + query);
            assertThat(reply.status()).as(reply.body()).isIn(302, 400, 401, 403, 404, 200);
            assertThat(reply.body()).doesNotContain("\"errno\":0").doesNotContain("vms");
            if (reply.status() == 200) {
                assertThat(reply.errno()).isEqualTo(1);
            }
            saysNothingInside(reply);
        }
    }

    private Reply get(String target) {
        return wire.send("GET", target, Map.of(), new byte[0]);
    }
}
