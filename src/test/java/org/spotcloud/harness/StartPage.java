package org.spotcloud.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.spotcloud.lab.Browser;

/** The operator's start page, on which the buttons are pressed that it shows. */
final class StartPage {
    private static final String PATH = "/";
    private static final String FORM = "<form[^>]*action=\"%s\"[^>]*>(.*?)</form>";
    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"");
    private static final String TOKEN = "_csrf";
    private static final int FOUND = 302;

    private final Supplier<URI> service;
    private final String user;
    private final String password;

    StartPage(Supplier<URI> service, String user, String password) {
        this.service = service;
        this.user = user;
        this.password = password;
    }

    /** Sends the form of that action as it stands on the page; whether the page has it. */
    boolean press(String action) throws IOException {
        try {
            Browser browser = new Browser(service.get().getPort());
            browser.login(user, password);
            Matcher form = Pattern.compile(FORM.formatted(Pattern.quote(action)), Pattern.DOTALL)
                    .matcher(browser.get(PATH).body());
            if (!form.find()) {
                return false;
            }
            HttpResponse<String> answer = browser.submit(PATH, action, fields(form.group(1)));
            if (answer.statusCode() != FOUND) {
                throw new IOException(action + " is answered with HTTP " + answer.statusCode());
            }
            return true;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static String fields(String form) {
        List<String> fields = new ArrayList<>();
        Matcher hidden = HIDDEN.matcher(form);
        while (hidden.find()) {
            if (!hidden.group(1).equals(TOKEN)) {
                fields.add(hidden.group(1) + "=" + URLEncoder.encode(hidden.group(2), UTF_8));
            }
        }
        return String.join("&", fields);
    }
}
