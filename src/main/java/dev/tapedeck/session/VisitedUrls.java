package dev.tapedeck.session;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The first 25 distinct URLs of a session, in arrival order, each cut to 4096 UTF-16 units. */
final class VisitedUrls {

    private static final int MOST = 25;
    private static final int UNITS = 4_096;

    private final List<String> urls = new ArrayList<>(1);

    void add(String url) {
        if (urls.size() < MOST) {
            String cut = WellFormed.cut(url, UNITS);
            if (!urls.contains(cut)) {
                urls.add(cut);
            }
        }
    }

    @Nullable String first() {
        return urls.isEmpty() ? null : urls.getFirst();
    }

    List<String> all() {
        return urls;
    }
}
