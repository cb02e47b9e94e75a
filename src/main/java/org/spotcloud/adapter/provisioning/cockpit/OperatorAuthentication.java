package org.spotcloud.adapter.provisioning.cockpit;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.authorization.Groups;
import org.camunda.bpm.engine.rest.security.auth.AuthenticationProvider;
import org.camunda.bpm.engine.rest.security.auth.AuthenticationResult;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/** Tells Cockpit who is logged in. Camunda's filter makes it by its name, so it is public and needs nothing. */
public class OperatorAuthentication implements AuthenticationProvider {
    private static final String ROLE = "ROLE_ADMIN";

    @Override
    public AuthenticationResult extractAuthenticatedUser(HttpServletRequest request, ProcessEngine engine) {
        Authentication user = SecurityContextHolder.getContext().getAuthentication();
        if (user == null || user instanceof AnonymousAuthenticationToken || !isAdministrator(user)) {
            return AuthenticationResult.unsuccessful();
        }
        AuthenticationResult result = AuthenticationResult.successful(user.getName());
        result.setGroups(List.of(Groups.CAMUNDA_ADMIN));
        result.setTenants(List.of());
        return result;
    }

    /** Spring Security asks for the login; there is nothing to add. */
    @Override
    public void augmentResponseByAuthenticationChallenge(HttpServletResponse response, ProcessEngine engine) {}

    private static boolean isAdministrator(Authentication user) {
        return user.isAuthenticated()
                && user.getAuthorities().stream().anyMatch(authority -> ROLE.equals(authority.getAuthority()));
    }
}
