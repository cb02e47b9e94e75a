package org.spotcloud.adapter;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.spotcloud.adapter.hosting.HostingConfiguration;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * Refuses paths that mean something else once they are decoded or normalised, before anything parses them: what comes
 * ahead of Spring Security's own firewall fails on some of them. The endpoint judges its paths itself, since some of
 * its clients encode the question mark.
 */
class EarlyFirewall extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // filters are never serialized
    private final HttpFirewall firewall = new StrictHttpFirewall();

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (HostingConfiguration.isHostingPath(request.getServletPath()) || isClean(request)) {
            chain.doFilter(request, response);
        } else {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
        }
    }

    private boolean isClean(HttpServletRequest request) {
        try {
            firewall.getFirewalledRequest(request);
            return true;
        } catch (RequestRejectedException refused) {
            return false;
        }
    }
}
