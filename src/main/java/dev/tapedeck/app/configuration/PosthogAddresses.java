package dev.tapedeck.app.configuration;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where PostHog's variables say that Postgres and Redis are, as keys of Tapedeck. Pure.
 *
 * @param get the value of a variable; null for one that is not set
 */
record PosthogAddresses(Function<String, @Nullable String> get) {

    /** Passwords may have any sign, so the last {@code @} before the path counts. */
    private static final Pattern DATABASE =
            Pattern.compile("^postgres(?:ql)?://(?:([^:@/]*)(?::(.*))?@)?([^@/?]*)(?:/([^?]*))?(?:\\?(.*))?$");

    /** What Tapedeck's client knows; it would send others to the server, which refuses them. */
    private static final Set<String> PARAMETERS = Set.of("sslmode", "application_name", "options");

    private static final String POSTGRES_PORT = "5432";
    private static final String REDIS_PORT = "6379";
    private static final String URL = "quarkus.datasource.reactive.url";
    private static final String USER = "quarkus.datasource.username";
    private static final String PASSWORD = "quarkus.datasource.password";

    /** A sentence for an address that is none. */
    List<String> mistakes() {
        String url = databaseUrl();
        return url == null || DATABASE.matcher(url).matches()
                ? List.of()
                : List.of(
                        "the variable DATABASE_URL or DATABASE_READONLY_URL is not postgres://user:password@host:port/name");
    }

    /** Tapedeck only reads, as PostHog does where it has a copy to read. */
    private @Nullable String databaseUrl() {
        return first("DATABASE_READONLY_URL", "DATABASE_URL");
    }

    /** Keys of the database. */
    Map<String, String> postgres() {
        Map<String, String> settings = new LinkedHashMap<>();
        String url = databaseUrl();
        Matcher parts = url == null ? null : DATABASE.matcher(url);
        if (parts != null && parts.matches()) {
            String port = parts.group(3).matches(".*:\\d+$") ? "" : ":" + POSTGRES_PORT;
            String query = parameters(parts.group(5));
            settings.put(URL, "postgresql://" + parts.group(3) + port + '/' + or(parts.group(4), "posthog") + query);
            put(settings, USER, decoded(parts.group(1)));
            put(settings, PASSWORD, decoded(parts.group(2)));
            return settings;
        }
        String host = first("POSTHOG_POSTGRES_HOST", "POSTHOG_DB_HOST");
        String name = get.apply("POSTHOG_DB_NAME");
        if (host != null || name != null) {
            String port = or(first("POSTHOG_POSTGRES_PORT", "POSTHOG_DB_PORT"), POSTGRES_PORT);
            String mode = get.apply("POSTHOG_POSTGRES_SSL_MODE");
            settings.put(
                    URL,
                    "postgresql://" + or(host, "localhost") + ':' + port + '/' + or(name, "posthog")
                            + parameters(mode == null ? null : "sslmode=" + mode));
        }
        put(settings, USER, get.apply("POSTHOG_DB_USER"));
        put(settings, PASSWORD, get.apply("POSTHOG_DB_PASSWORD"));
        return settings;
    }

    private static String parameters(@Nullable String query) {
        if (query == null) {
            return "";
        }
        String known = Arrays.stream(query.split("&"))
                .filter(parameter -> PARAMETERS.contains(parameter.split("=", 2)[0]))
                .map(parameter -> parameter.equals("sslmode=no-verify") ? "sslmode=require" : parameter)
                .collect(Collectors.joining("&"));
        return known.isEmpty() ? "" : '?' + known;
    }

    /** Keys of Redis. What PostHog has no Redis of its own for is in the shared one. */
    Map<String, String> redis() {
        Map<String, String> settings = new LinkedHashMap<>();
        String shared = address("POSTHOG_REDIS", get.apply("POSTHOG_REDIS_PASSWORD"));
        shared = shared == null ? get.apply("REDIS_URL") : shared;
        String sessions = address("POSTHOG_SESSION_RECORDING_REDIS", null);
        String restrictions = address("INGESTION_REDIS", null);
        sessions = sessions == null ? shared : sessions;
        restrictions = restrictions == null ? shared : restrictions;
        put(settings, "quarkus.redis.hosts", sessions);
        if (!Objects.equals(sessions, restrictions)) {
            put(settings, "quarkus.redis.restrictions.hosts", restrictions);
        }
        return settings;
    }

    /** A host may be written as an address, as for TLS. */
    private @Nullable String address(String name, @Nullable String password) {
        String host = get.apply(name + "_HOST");
        if (host == null) {
            return null;
        }
        String scheme = host.contains("://") ? host.substring(0, host.indexOf("://") + 3) : "redis://";
        String rest = host.startsWith(scheme) ? host.substring(scheme.length()) : host;
        String port = rest.matches(".*:\\d+(/.*)?$") ? "" : ':' + or(get.apply(name + "_PORT"), REDIS_PORT);
        int path = rest.indexOf('/');
        String place = path < 0 ? rest + port : rest.substring(0, path) + port + rest.substring(path);
        return scheme + (password == null ? "" : ':' + encoded(password) + '@') + place;
    }

    private @Nullable String first(String one, String other) {
        String value = get.apply(one);
        return value == null ? get.apply(other) : value;
    }

    private static void put(Map<String, String> settings, String key, @Nullable String value) {
        if (value != null) {
            settings.put(key, value);
        }
    }

    /** As it is, where it is not encoded. A plus is no space here. */
    private static @Nullable String decoded(@Nullable String text) {
        try {
            return text == null ? null : URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    private static String or(@Nullable String value, String other) {
        return value == null || value.isEmpty() ? other : value;
    }
}
