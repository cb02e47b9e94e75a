package org.spotcloud.adapter.hosting;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.spotcloud.adapter.hosting.Parameters.NotUtf8;
import org.spotcloud.adapter.hosting.signing.PercentCoding;
import org.spotcloud.adapter.hosting.signing.Signer;
import org.spotcloud.adapter.settings.HostingSettings;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Lets in who knows the password: by a digest of the parameters, or by HTTP Basic when there is none. {@code PUT} and
 * {@code POST} are judged, and served, by their bodies alone, all else by the query alone.
 */
@Component
class Gate {
    private static final Set<String> WITH_BODY = Set.of("PUT", "POST");
    /** Those of a query that mean something here; others may be what they like. */
    private static final Set<String> QUERY_PARAMETERS =
            Set.of(Signer.USER_PARAMETER, Signer.DIGEST_PARAMETER, TransactionCalls.BEFORE);

    /** More than fit into the longest head that the server reads: whatever else is in a query is let be. */
    private static final int MOST_IN_QUERY = 64 * 1024;

    private final HostingSettings settings;
    private final Signer signer;

    Gate(HostingSettings settings) {
        this.settings = settings;
        signer = Signer.ofPassword(settings.password().reveal());
    }

    /**
     * Reads what the caller sent, and who it is.
     *
     * @throws Refusal when it is nobody known
     * @throws BadForm when what it sent cannot be read
     */
    Parameters admit(HttpServletRequest request, Target target) {
        Optional<BasicCredentials> credentials = BasicCredentials.parse(request.getHeader(HttpHeaders.AUTHORIZATION));
        return WITH_BODY.contains(request.getMethod())
                ? admitBody(FormBody.read(request), credentials)
                : admitQuery(target.query(), credentials);
    }

    private Parameters admitBody(FormBody form, Optional<BasicCredentials> credentials) {
        if (credentials.isPresent() && hasNoDigestFields(form.fields())) {
            check(credentials.get());
            return Parameters.of(form.fields(), form.multipart() ? NotUtf8.READ_AS_LATIN1 : NotUtf8.REFUSE);
        }
        requireClaim(form.fields());
        Parameters parameters = Parameters.of(form.fields(), NotUtf8.REFUSE);
        if (!isUser(parameters.find(Signer.USER_PARAMETER))) {
            throw wrong("Wrong ecp_username is used");
        }
        if (!matches(parameters.values(), parameters.find(Signer.DIGEST_PARAMETER))) {
            throw wrong("Wrong auth digest");
        }
        return parameters;
    }

    /** Who does not even say who he is, and show a digest, is told nothing about his form. */
    private void requireClaim(List<RawField> fields) {
        if (fields.stream()
                .filter(field -> field.name().equals(Signer.USER_PARAMETER))
                .noneMatch(field -> isUser(Optional.of(field.text())))) {
            throw wrong("Wrong ecp_username is used");
        }
        if (fields.stream()
                .filter(field -> field.name().equals(Signer.DIGEST_PARAMETER))
                .allMatch(field -> field.value().isEmpty())) {
            throw wrong("Wrong auth digest");
        }
    }

    private Parameters admitQuery(String query, Optional<BasicCredentials> credentials) {
        List<RawField> fields = UrlEncodedForm.split(query, MOST_IN_QUERY).stream()
                .map(field -> new RawField(PercentCoding.decodeForm(field.name()), field.value()))
                .filter(field -> QUERY_PARAMETERS.contains(field.name()))
                .toList();
        if (credentials.isPresent() && hasNoDigestFields(fields)) {
            check(credentials.get());
        } else {
            checkQuery(query, fields);
        }
        return queryParameters(fields);
    }

    private void checkQuery(String query, List<RawField> fields) {
        if (query.isEmpty()) {
            throw wrong("No query string provided");
        }
        Optional<String> user = queryParameters(fields).find(Signer.USER_PARAMETER);
        if (user.isEmpty()) {
            throw wrong("ecp_username for ecp_auth_digest was not provided");
        }
        if (!isUser(user)) {
            throw wrong("Wrong user name is used");
        }
        Optional<String> digest = fields.stream()
                .filter(field -> field.name().equals(Signer.DIGEST_PARAMETER))
                .map(RawField::value)
                .findFirst();
        if (!matches(Map.of(Signer.USER_PARAMETER, settings.user()), digest)) {
            throw wrong("Wrong digest provided");
        }
    }

    private static Parameters queryParameters(List<RawField> fields) {
        return Parameters.of(
                fields.stream()
                        .filter(field -> !field.name().equals(Signer.DIGEST_PARAMETER))
                        .map(field -> new RawField(field.name(), PercentCoding.decodeForm(field.value())))
                        .toList(),
                NotUtf8.REFUSE);
    }

    private static boolean hasNoDigestFields(List<RawField> fields) {
        return fields.stream()
                .map(RawField::name)
                .noneMatch(name -> name.equals(Signer.USER_PARAMETER) || name.equals(Signer.DIGEST_PARAMETER));
    }

    private void check(BasicCredentials credentials) {
        if (!hasPassword()
                || !credentials.match(settings.user(), settings.password().reveal())) {
            throw Refusal.unauthorized();
        }
    }

    private boolean isUser(Optional<String> name) {
        return name.isPresent() && name.get().equals(settings.user());
    }

    private boolean matches(Map<String, String> signed, Optional<String> digest) {
        return hasPassword() && digest.isPresent() && signer.matches(signed, PercentCoding.decodeDigest(digest.get()));
    }

    /** Without a password the digest is no secret. */
    private boolean hasPassword() {
        return !settings.password().isBlank();
    }

    private static Refusal wrong(String what) {
        return Refusal.of("Wrong digest auth: " + what);
    }
}
