package dev.tapedeck.screen;

import dev.tapedeck.telemetry.ScreenMeters;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Redis commands that screening needs, each one round trip, bounded in time and measured. Callable on any thread; items
 * and failures come on an event loop.
 */
@Singleton
public class ScreenRedis {

    /**
     * The beginnings of values, of so many bytes as the argument says; nothing where there is none, and no bytes of one that is
     * not text. MGET would return the whole value, however long others have made it. A value that Redis refuses to read is a failure: it may
     * be anything.
     */
    private static final String HEADS = """
            local heads = {}
            for i, key in ipairs(KEYS) do
                local head = redis.pcall('GETRANGE', key, 0, ARGV[1] - 1)
                if type(head) == 'table' then
                    if not string.find(head.err, 'WRONGTYPE', 1, true) then
                        return head
                    end
                    head = ''
                end
                local found = head ~= '' or redis.call('EXISTS', key) == 1
                heads[i] = found and head
            end
            return heads
            """;

    private final Redis redis;
    private final AnswerLimit limit;
    private final ScreenMeters meters;

    /**
     * A value to write.
     *
     * @param key its key
     * @param value the value
     * @param onlyIfAbsent whether a value that is there stays
     */
    public record Write(String key, String value, boolean onlyIfAbsent) {}

    @Inject
    public ScreenRedis(Redis redis, ScreenConfig config, ScreenMeters meters) {
        this(redis, new AnswerLimit(config.redisTimeout()), meters);
    }

    private ScreenRedis(Redis redis, AnswerLimit limit, ScreenMeters meters) {
        this.redis = redis;
        this.limit = limit;
        this.meters = meters;
    }

    /** The same Redis, with as much time for every answer as a cold process needs: for checks, which must not accuse it. */
    public ScreenRedis patient() {
        return new ScreenRedis(redis, new AnswerLimit(AnswerLimit.COLD), meters);
    }

    /** The first {@code bytes} bytes of the values of these keys in their order, null where there is none. */
    public Uni<List<@Nullable String>> heads(String kind, List<String> keys, int bytes) {
        Request request = Request.cmd(Command.EVAL).arg(HEADS).arg(keys.size());
        keys.forEach(request::arg);
        return timed(kind, redis.send(request.arg(bytes))).map(ScreenRedis::texts);
    }

    /** The first {@code bytes} bytes of a value; empty when there is none. */
    public Uni<String> head(String kind, String key, long bytes) {
        Request request = Request.cmd(Command.GETRANGE).arg(key).arg(0).arg(bytes - 1);
        return timed(kind, redis.send(request)).map(Response::toString);
    }

    /** Writes these values in one pipeline. Returns for each whether it was written. */
    public Uni<List<Boolean>> write(String kind, List<Write> writes, Duration timeToLive) {
        List<Request> requests = new ArrayList<>(writes.size());
        for (Write write : writes) {
            Request request = Request.cmd(Command.SET).arg(write.key()).arg(write.value());
            request.arg("EX").arg(timeToLive.toSeconds());
            requests.add(write.onlyIfAbsent() ? request.arg("NX") : request);
        }
        return timed(kind, redis.batch(requests))
                .map(replies -> replies.stream().map(reply -> reply != null).toList());
    }

    /** Runs a script that returns one whole number for each key. */
    public Uni<List<Integer>> run(String kind, String script, List<String> keys, List<String> arguments) {
        Request request = Request.cmd(Command.EVAL).arg(script).arg(keys.size());
        keys.forEach(request::arg);
        arguments.forEach(request::arg);
        return timed(kind, redis.send(request)).map(ScreenRedis::numbers);
    }

    private <T> Uni<T> timed(String kind, Uni<T> command) {
        return Uni.createFrom().deferred(() -> {
            long start = System.nanoTime();
            return limit.bound(command)
                    .onItemOrFailure()
                    .invoke((item, failure) ->
                            meters.lookup("redis", kind, failure == null, Duration.ofNanos(System.nanoTime() - start)));
        });
    }

    private static List<@Nullable String> texts(Response response) {
        List<@Nullable String> texts = new ArrayList<>(response.size());
        for (int i = 0; i < response.size(); i++) {
            Response text = response.get(i);
            texts.add(text == null ? null : text.toString());
        }
        return texts;
    }

    private static List<Integer> numbers(Response response) {
        List<Integer> numbers = new ArrayList<>(response.size());
        for (int i = 0; i < response.size(); i++) {
            numbers.add(response.get(i).toInteger());
        }
        return numbers;
    }
}
