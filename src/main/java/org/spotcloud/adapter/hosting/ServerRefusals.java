package org.spotcloud.adapter.hosting;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.springframework.http.MediaType;

/**
 * Answers in JSON what the server refuses before it has found out whose path it is: broken heads, paths that cannot be
 * decoded, versions and encodings that it does not know.
 */
final class ServerRefusals extends ErrorReportValve {
    static final Answer ANSWER = new Answer(Refusal.GENERAL_ERROR, "The request could not be served");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FIRST_ERROR = 400;

    @Override
    protected void report(Request request, Response response, Throwable throwable) {
        if (response.getStatus() < FIRST_ERROR
                || response.getContentWritten() > 0
                || !response.setErrorReported()
                || !canBeWritten(response)) {
            return;
        }
        try {
            String answer = JSON.writeValueAsString(ANSWER);
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            PrintWriter writer = response.getReporter();
            if (writer != null) {
                writer.write(answer);
                response.finishResponse();
            }
        } catch (IOException closed) {
            container.getLogger().debug("A refusal could not be sent", closed);
        }
    }

    private static boolean canBeWritten(Response response) {
        AtomicBoolean allowed = new AtomicBoolean();
        response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, allowed);
        return allowed.get();
    }
}
