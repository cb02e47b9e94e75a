package org.spotcloud.adapter.hosting;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Lets what was answered before all of its body had come end with its connection. Tomcat itself waits for a first piece
 * more of such a body, however little of it it would take: as long as the caller may be silent, and with a thread each.
 */
final class UnreadBodies extends ValveBase {
    UnreadBodies() {
        super(true); // waits for nothing itself
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        try {
            getNext().invoke(request, response);
        } finally {
            if (!request.isAsync() && !request.getCoyoteRequest().isFinished()) {
                response.finishResponse(); // what comes after it is an error to Tomcat, which it would answer instead
                request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
            }
        }
    }
}
