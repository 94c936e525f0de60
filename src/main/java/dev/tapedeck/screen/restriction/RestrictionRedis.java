package dev.tapedeck.screen.restriction;

import dev.tapedeck.screen.ScreenConfig;
import dev.tapedeck.screen.ScreenRedis;
import dev.tapedeck.telemetry.ScreenMeters;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.redis.client.RedisClientName;
import io.smallrye.common.annotation.Identifier;
import io.vertx.mutiny.redis.client.Redis;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * Where restrictions are read. The direct peer may keep them in another Redis than what it remembers of sessions; here it is the
 * same unless {@code quarkus.redis.restrictions.hosts} names another.
 */
@Dependent
public class RestrictionRedis {

    public static final String NAME = "restrictions";

    @Produces
    @Singleton
    @Identifier(NAME) ScreenRedis restrictions(
            ScreenRedis sessions,
            @RedisClientName(NAME) InjectableInstance<Redis> other,
            ScreenConfig config,
            ScreenMeters meters) {
        return other.getHandle().getBean().isActive() ? new ScreenRedis(other.get(), config, meters) : sessions;
    }
}
