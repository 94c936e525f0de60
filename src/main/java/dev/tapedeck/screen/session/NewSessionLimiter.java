package dev.tapedeck.screen.session;

import dev.tapedeck.screen.ScreenConfig;
import dev.tapedeck.screen.ScreenRedis;
import dev.tapedeck.telemetry.ScreenMeters;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * How many sessions a team may begin: a token bucket per team in Redis, so that the budget is one for all instances and does
 * not move when partitions do. While Redis is unavailable, everything is granted. Callable on any thread.
 */
@Singleton
public class NewSessionLimiter {

    private static final Logger LOGGER = Logger.getLogger(NewSessionLimiter.class);
    private static final double MILLIS_PER_SECOND = 1000;
    private static final String KEYS = "@tapedeck/screen/new-sessions:";

    /**
     * Takes from the bucket of each key what is wanted or what there is. Measures by the server's own clock, which is the one
     * that all instances share; a step back of it refills nothing, and counts from there. A bucket is forgotten once it must
     * be full again.
     * ARGV: capacity, refill per millisecond, milliseconds to full, then what is wanted for each key.
     */
    private static final String TAKE = """
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            local capacity = tonumber(ARGV[1])
            local granted = {}
            for i, key in ipairs(KEYS) do
                local bucket = redis.call('HMGET', key, 'tokens', 'at')
                local at = tonumber(bucket[2]) or now
                local refill = math.max(0, now - at) * tonumber(ARGV[2])
                local tokens = math.min(capacity, (tonumber(bucket[1]) or capacity) + refill)
                granted[i] = math.min(tonumber(ARGV[3 + i]), math.floor(tokens))
                redis.call('HSET', key, 'tokens', tokens - granted[i], 'at', now)
                redis.call('PEXPIRE', key, ARGV[3])
            end
            return granted
            """;

    private final ScreenRedis redis;
    private final ScreenMeters meters;
    private final List<String> limits;

    public NewSessionLimiter(ScreenRedis redis, ScreenConfig config, ScreenMeters meters) {
        this.redis = redis;
        this.meters = meters;
        int burst = config.newSessions().burst();
        double refillPerMilli = config.newSessions().perSecond() / MILLIS_PER_SECOND;
        long millisToFull = (long) Math.ceil(burst / refillPerMilli);
        this.limits = List.of(Integer.toString(burst), Double.toString(refillPerMilli), Long.toString(millisToFull));
    }

    /** Asks for no session of no team. Fails if Redis refuses the script, which {@link #take} would hide. */
    public Uni<Void> probe() {
        List<String> arguments = new ArrayList<>(limits);
        arguments.add("0");
        return redis.patient()
                .run("check", TAKE, List.of(KEYS + "check"), arguments)
                .replaceWithVoid();
    }

    /** How many of the sessions that each team wants to begin are granted, by team. Never fails. */
    Uni<Map<Integer, Integer>> take(Map<Integer, Integer> wantedByTeam) {
        List<Integer> teams = List.copyOf(wantedByTeam.keySet());
        List<String> keys = new ArrayList<>();
        List<String> arguments = new ArrayList<>(limits);
        for (int team : teams) {
            keys.add(KEYS + team);
            arguments.add(String.valueOf(wantedByTeam.get(team)));
        }
        return redis.run("budget", TAKE, keys, arguments)
                .map(granted -> measured(teams, wantedByTeam, granted))
                .onFailure()
                .invoke(failure -> LOGGER.debug("New sessions were not measured", failure))
                .onFailure()
                .recoverWithItem(() -> unmeasured(wantedByTeam));
    }

    private Map<Integer, Integer> measured(
            List<Integer> teams, Map<Integer, Integer> wantedByTeam, List<Integer> granted) {
        Map<Integer, Integer> grants = new HashMap<>();
        for (int i = 0; i < teams.size(); i++) {
            grants.put(teams.get(i), granted.get(i));
        }
        int within = total(grants);
        meters.newSessions("within", within);
        meters.newSessions("over", total(wantedByTeam) - within);
        return grants;
    }

    private Map<Integer, Integer> unmeasured(Map<Integer, Integer> wantedByTeam) {
        meters.newSessions("unmeasured", total(wantedByTeam));
        return wantedByTeam;
    }

    private static int total(Map<Integer, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
}
