package dev.tapedeck.screen;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What decides whether a message comes in. Values out of range refuse the start, naming the key. */
@ConfigMapping(prefix = "tapedeck.screen")
public interface ScreenConfig {

    /**
     * The most that a body may have when inflated, 1 byte to 1 GiB and not more than the heap has room for. A larger body is a dead
     * letter. The default is 64 MiB, or less if the heap is small.
     */
    Optional<MemorySize> maxBody();

    /**
     * Whether an item that rrweb's packer made a string is unpacked, which makes it an event as any other; if not, it is left out as an
     * invalid one.
     */
    @WithDefault("true")
    boolean unpack();

    /** An item whose timestamp lies this far or further from the time of capture is left out; positive. */
    @WithDefault("7D")
    Duration clockTolerance();

    /** How long an answer of Redis is waited for; positive. */
    @WithDefault("1S")
    Duration redisTimeout();

    /** How long an answer of Postgres is waited for; positive. */
    @WithDefault("2S")
    Duration postgresTimeout();

    /** Operators' rules on what to drop, dead-letter or divert. */
    Restrictions restrictions();

    /** What is known of teams. */
    Teams teams();

    /** What is known of sessions. */
    Sessions sessions();

    /** Which recordings were deleted in the product. */
    Deletions deletions();

    /** How many new sessions a team may begin. */
    NewSessions newSessions();

    /** What is sent to the overflow topic. */
    Overflow overflow();

    /**
     * Rules of Redis are read again and again; rules of configuration stand as long as the process. Each entry of a list is
     * {@code <token>}, {@code <token>:<field>:<value>} with the field {@code distinct_id}, {@code session_id},
     * {@code event_name} or {@code event_uuid}, or {@code <token>:<value>}, which means {@code distinct_id}. Entries are
     * separated by commas; a comma within a value is written {@code \,}.
     */
    interface Restrictions {

        /** What becomes of messages that a rule of Redis may concern which cannot be read. */
        enum Unreadable {
            /** They wait. */
            WAIT,
            /** They pass, as if there were no such rule. */
            IGNORE
        }

        /**
         * What becomes of messages while a rule that may concern them cannot be read, and no earlier value of it is known:
         * {@code wait} or {@code ignore}. Redis that does not answer is always waited for.
         */
        @WithDefault("wait")
        Unreadable unreadable();

        /** How long the rules read from Redis stand before they are read again; 1 s to 60 s. */
        @WithDefault("30S")
        Duration refresh();

        /** The most bytes of one Redis value that are read, 1 byte to 512 MiB; a longer value is refused. */
        @WithDefault("8M")
        MemorySize maxBytes();

        /** Messages to drop. */
        Optional<List<String>> drop();

        /** Messages to send to the dead-letter topic. */
        Optional<List<String>> deadLetter();

        /** Messages to send to the overflow topic. */
        Optional<List<String>> overflow();
    }

    /** The cache in front of Postgres. */
    interface Teams {

        /** How long a known team stands before it is read again; 1 s to 60 s. */
        @WithDefault("30S")
        Duration refresh();

        /** How long a token that is no team's is remembered as such; positive. */
        @WithDefault("30S")
        Duration unknownFor();

        /** How long a team is kept after its last message; positive. */
        @WithDefault("1H")
        Duration idle();

        /** The most tokens that are remembered, known and unknown; at least 1. */
        @WithDefault("100000")
        int cacheSize();
    }

    /** The local caches in front of Redis. */
    interface Sessions {

        /** The most sessions that each cache remembers; at least 1. */
        @WithDefault("100000")
        int cacheSize();

        /**
         * What stands before the Redis keys of sessions that have been admitted. PostHog takes such a session for one that it has made a
         * key for, where it encrypts recordings.
         */
        Optional<String> seenPrefix();

        /** How long an answer about a session is remembered; positive. */
        @WithDefault("5M")
        Duration cacheFor();
    }

    /** Nothing is recorded for a session whose recording was deleted in the product. */
    interface Deletions {

        /** Who is asked. */
        enum Source {
            /** The table {@code posthog_sessionrecording}. */
            POSTGRES,
            /** The keys {@code @posthog/replay/recording-key}. */
            REDIS,
            /** The table {@code session_replay_events}. */
            CLICKHOUSE
        }

        /** Who is asked; nobody when there is none. */
        Optional<Set<Source>> sources();

        /** How long a session stands as not deleted before that is asked again; 1 s to 60 s. */
        @WithDefault("30S")
        Duration refresh();
    }

    /** A token bucket per team, shared by all instances through Redis. */
    interface NewSessions {

        /** How many sessions a team may begin at once; at least 1. */
        @WithDefault("3000")
        int burst();

        /** How many it may begin steadily, per second; greater than 0. */
        @WithDefault("300")
        double perSecond();

        /** Whether sessions over the budget are kept out; when not, they are only counted. */
        @WithDefault("false")
        boolean enforced();
    }

    /** A token bucket of bytes per session and lane. */
    interface Overflow {

        /** What may be sent to the overflow topic. */
        enum Mode {
            /** Hot sessions, and what restrictions name. */
            REDIRECT,
            /** What restrictions name. */
            FORCED,
            /** Hot sessions. */
            DETECTED,
            /** Nothing: for the service that reads the overflow topic, or where there is none. */
            DISABLED;

            /** Whether messages go there that restrictions name. */
            public boolean forces() {
                return this == REDIRECT || this == FORCED;
            }

            /** Whether messages of hot sessions go there. */
            public boolean detects() {
                return this == REDIRECT || this == DETECTED;
            }
        }

        /** What is sent to the overflow topic: {@code redirect}, {@code forced}, {@code detected} or {@code disabled}. */
        @WithDefault("redirect")
        Mode mode();

        /** What a session may send at once, bytes as they come from Kafka; at least 1. */
        @WithDefault("200000000")
        MemorySize burst();

        /** What a session may send steadily, bytes per second; at least 1. */
        @WithDefault("5000000")
        MemorySize refillPerSecond();

        /** How full the bucket of a hot session must be for the session to come back; over 0, at most 1. */
        @WithDefault("0.5")
        double cooledLevel();

        /** The most sessions that a lane measures, those used last; at least 1. */
        @WithDefault("10000")
        int trackedSessions();
    }
}
