package dev.tapedeck.screen.team;

import com.github.benmanes.caffeine.cache.Expiry;
import dev.tapedeck.screen.team.TeamAnswer.Found;
import java.time.Duration;

/**
 * How long an answer about a token is kept: that it is no team's for a fixed time; a team until it has not been asked for
 * in a while. To read a team again does not count as asking.
 *
 * @param unknownFor how long a token that is no team's is remembered
 * @param idle how long a team is kept after it was last asked for
 */
record TeamExpiry(Duration unknownFor, Duration idle) implements Expiry<String, TeamAnswer> {

    @Override
    public long expireAfterCreate(String token, TeamAnswer answer, long currentTime) {
        return answer instanceof Found ? idle.toNanos() : unknownFor.toNanos();
    }

    @Override
    public long expireAfterUpdate(String token, TeamAnswer answer, long currentTime, long currentDuration) {
        return answer instanceof Found ? currentDuration : unknownFor.toNanos();
    }

    @Override
    public long expireAfterRead(String token, TeamAnswer answer, long currentTime, long currentDuration) {
        return answer instanceof Found ? idle.toNanos() : currentDuration;
    }
}
