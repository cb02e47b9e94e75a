package org.spotcloud.sandbox.ec2;

import java.util.Map;
import java.util.function.Consumer;
import org.spotcloud.sandbox.http.Answer;
import org.spotcloud.sandbox.http.Xml;

/** Writes the answers of the EC2 API. */
final class Reply {
    static final String OWNER = "sandbox";
    static final String ZONE = "nova";
    private static final String NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/";
    private static final int OK = 200;

    private Reply() {}

    static Answer of(String action, Consumer<Xml> content) {
        Xml xml = new Xml(action + "Response", NAMESPACE).leaf("requestId", Ids.requestId());
        content.accept(xml);
        return Answer.of(OK, Answer.XML, xml.text());
    }

    static Answer done(String action) {
        return of(action, xml -> xml.leaf("return", true));
    }

    static void tags(Xml xml, Map<String, String> tags) {
        if (!tags.isEmpty()) {
            xml.items("tagSet", tags.entrySet(), (item, tag) -> item.leaf("key", tag.getKey())
                    .leaf("value", tag.getValue()));
        }
    }
}
