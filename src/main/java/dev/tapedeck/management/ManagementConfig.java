package dev.tapedeck.management;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The questions and orders of operators, on the management port. */
@ConfigMapping(prefix = "tapedeck.operate")
public interface ManagementConfig {

    /**
     * The bearer token that every call but health and metrics must carry. At least 16 characters. Without one all those calls
     * answer 403.
     */
    Optional<String> token();

    /** What this instance calls itself in answers. By default the environment's {@code HOSTNAME}, else its process id. */
    Optional<String> instance();

    /** Sessions whose latest verdicts are remembered, to be asked for; a few hundred bytes each. 100 to 1000000. */
    @WithDefault("20000")
    int rememberedSessions();

    /** Who sends most. */
    Top top();

    /** Who sends most. */
    interface Top {

        /** Teams, and sessions, that are counted at a time: what sends less than its share may be missing. 10 to 10000. */
        @WithDefault("1000")
        int tracked();

        /** How long traffic counts: the list covers between one and two of these. 1 second to 1 hour. */
        @WithDefault("60s")
        Duration window();
    }
}
