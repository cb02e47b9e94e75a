package org.spotcloud.adapter.provisioning.cockpit;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refuses what Cockpit's API must not be asked, whoever asks. */
class CockpitApiFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final Logger log = LoggerFactory.getLogger(CockpitApiFilter.class);

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        if (PermittedCalls.permit(request.getMethod(), path)) {
            chain.doFilter(request, response);
        } else {
            log.warn("Refused {} {} of user {}", request.getMethod(), path, request.getRemoteUser());
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
        }
    }
}
