package org.spotcloud.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As much of a browser as a login needs: cookies, forms with their hidden token, no redirects. */
public final class Browser {
    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final CookieManager cookies = new CookieManager();
    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(cookies).build();
    private final String origin;

    public Browser(int port) {
        origin = "http://127.0.0.1:" + port;
    }

    public HttpResponse<String> get(String path) {
        return call("GET", path, "", "text/html");
    }

    /** Calls as a page's script does, with the token that Cockpit's protection against forged requests asks for. */
    public HttpResponse<String> call(String method, String path, String json) {
        return call(method, path, json, "application/json");
    }

    /** Sends a form of a page, with the page's token. */
    public HttpResponse<String> submit(String page, String path, String form) {
        Matcher token = TOKEN.matcher(get(page).body());
        String hidden = token.find() ? "&_csrf=" + URLEncoder.encode(token.group(1), UTF_8) : "";
        return send(request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form + hidden)));
    }

    public HttpResponse<String> login(String user, String password) {
        return submit("/login", "/login", "username=" + user + "&password=" + password);
    }

    public String cookie(String name) {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals(name))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElse("");
    }

    private HttpResponse<String> call(String method, String path, String body, String accept) {
        return send(request(path)
                .header("Accept", accept)
                .header("Content-Type", "application/json")
                .header("X-XSRF-TOKEN", cookie("XSRF-TOKEN"))
                .method(method, BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(origin + path)).timeout(TIMEOUT);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
