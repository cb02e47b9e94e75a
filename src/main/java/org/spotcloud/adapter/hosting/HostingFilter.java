package org.spotcloud.adapter.hosting;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * Stands before everything else on the protocol's paths: finds out who calls and what with, and hands on a request that
 * has nothing but a method and a clean path. Whatever goes wrong is answered in JSON.
 */
class HostingFilter implements Filter {
    private static final Logger log = LoggerFactory.getLogger(HostingFilter.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NOT_STORED = "no-store";

    /** Whether the caller of that request is known: what the filter has not admitted must reach nobody. */
    static boolean admitted(HttpServletRequest request) {
        return request.getAttribute(Parameters.ATTRIBUTE) != null;
    }

    private final Gate gate;
    private final ErrorAnswers errors;

    HostingFilter(Gate gate, ErrorAnswers errors) {
        this.gate = gate;
        this.errors = errors;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        filter((HttpServletRequest) request, (HttpServletResponse) response, chain);
    }

    private void filter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException {
        try {
            Target target = Target.of(
                    request.getRequestURI().substring(request.getContextPath().length()), request.getQueryString());
            request.setAttribute(Parameters.ATTRIBUTE, admit(request, target));
            if (!target.isPlain()) {
                throw Refusal.notFound();
            }
            chain.doFilter(new PlainRequest(request, target.path()), response);
        } catch (ServletException | RuntimeException e) {
            ResponseEntity<Answer> answer = errors.of(e);
            // else the server has given up the request before: nothing more can be said
            if (!response.isCommitted()) {
                send(answer, response);
            }
        }
    }

    private Parameters admit(HttpServletRequest request, Target target) {
        try {
            return gate.admit(request, target);
        } catch (Refusal | BadForm refused) {
            String path = target.isPlain() ? target.path() : "another path";
            String why = refused instanceof Refusal ? refused.getMessage() : "its form cannot be read";
            log.info("Refused {} {} from {}: {}", request.getMethod(), path, request.getRemoteAddr(), why);
            throw refused;
        }
    }

    private void send(ResponseEntity<Answer> answer, HttpServletResponse response) throws IOException {
        response.setStatus(answer.getStatusCode().value());
        if (answer.getStatusCode() == HttpStatus.UNAUTHORIZED) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"SpotCloud\", charset=\"UTF-8\"");
        }
        write(answer.getBody(), response);
    }

    static void write(Answer answer, HttpServletResponse response) throws IOException {
        response.resetBuffer();
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setHeader(HttpHeaders.CACHE_CONTROL, NOT_STORED);
        response.getOutputStream().write(JSON.writeValueAsBytes(answer));
    }
}
