package dev.tapedeck.session.recorder;

import dev.tapedeck.scan.json.Surrogates;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The first 25 distinct URLs of a session, in arrival order, each cut to 4096 UTF-16 units. */
final class VisitedUrls {

    private static final int MOST = 25;
    private static final int UNITS = 4_096;

    /** What a URL takes beside its text. */
    private static final int URL_BYTES = 64;

    private final List<String> urls = new ArrayList<>(1);
    private long held;

    void add(String url) {
        if (urls.size() < MOST) {
            String cut = Surrogates.cut(url, UNITS);
            if (!urls.contains(cut)) {
                urls.add(cut);
                held += URL_BYTES + 2L * cut.length();
            }
        }
    }

    /** About how many bytes the URLs take. */
    long heldBytes() {
        return held;
    }

    @Nullable String first() {
        return urls.isEmpty() ? null : urls.getFirst();
    }

    List<String> all() {
        return urls;
    }
}
