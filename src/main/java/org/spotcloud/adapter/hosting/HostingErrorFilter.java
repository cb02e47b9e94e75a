package org.spotcloud.adapter.hosting;

import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Stands before the error page: what the server itself refuses on the endpoint's paths is answered in JSON, too. */
class HostingErrorFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String path
                && HostingConfiguration.isHostingPath(
                        path.substring(request.getContextPath().length()))) {
            HostingFilter.write(ServerRefusals.ANSWER, response);
        } else {
            chain.doFilter(request, response);
        }
    }
}
