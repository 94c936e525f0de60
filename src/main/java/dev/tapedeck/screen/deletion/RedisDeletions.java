package dev.tapedeck.screen.deletion;

import dev.tapedeck.screen.ScreenConfig.Deletions.Source;
import dev.tapedeck.screen.ScreenRedis;
import dev.tapedeck.screen.SessionKey;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Recordings whose key PostHog remembers as deleted, for a day after somebody asked for it. */
@Singleton
class RedisDeletions implements DeletionSource {

    private static final String KEY = "@posthog/replay/recording-key:";

    /** The values hold keys that are nobody else's business: they stay where they are. */
    private static final String SCRIPT = """
            local deleted = {}
            for i, key in ipairs(KEYS) do
                local value = redis.pcall('GET', key)
                if type(value) == 'table' and value.err and not string.find(value.err, 'WRONGTYPE', 1, true) then
                    return value
                end
                local ok, json = pcall(cjson.decode, type(value) == 'string' and value or '{}')
                local state = ok and type(json) == 'table' and (json.sessionState or json.session_state or json.state)
                deleted[i] = state == 'deleted' and 1 or 0
            end
            return deleted
            """;

    private final ScreenRedis redis;

    RedisDeletions(ScreenRedis redis) {
        this.redis = redis;
    }

    @Override
    public Source source() {
        return Source.REDIS;
    }

    @Override
    public Uni<Set<SessionKey>> deleted(Collection<SessionKey> sessions) {
        List<SessionKey> asked = List.copyOf(sessions);
        List<String> keys = asked.stream()
                .map(session -> KEY + session.teamId() + ':' + session.sessionId())
                .toList();
        return redis.run("deletions", SCRIPT, keys, List.of()).map(answers -> {
            Set<SessionKey> deleted = new HashSet<>();
            for (int i = 0; i < asked.size(); i++) {
                if (answers.get(i) == 1) {
                    deleted.add(asked.get(i));
                }
            }
            return deleted;
        });
    }
}
