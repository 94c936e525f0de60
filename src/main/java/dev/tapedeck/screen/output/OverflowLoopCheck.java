package dev.tapedeck.screen.output;

import dev.tapedeck.diagnostics.CheckResult;
import dev.tapedeck.diagnostics.CheckResult.Broken;
import dev.tapedeck.diagnostics.CheckResult.Fine;
import dev.tapedeck.diagnostics.ConfigValidator;
import dev.tapedeck.diagnostics.DependencyCheck;
import dev.tapedeck.kafka.admin.ChannelSettings;
import dev.tapedeck.kafka.admin.TopicRequirement;
import dev.tapedeck.kafka.admin.TopicRequirement.Direction;
import dev.tapedeck.screen.ScreenConfig;
import dev.tapedeck.screen.ScreenConfig.Overflow.Mode;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Whether the topic that is read is the one that is diverted to: a hot session would go round for ever, and every turn would
 * make it hotter. The service refuses to start then.
 */
@Singleton
class OverflowLoopCheck implements DependencyCheck, ConfigValidator {

    private static final String SUBJECT = "Overflow";
    private static final TopicRequirement RECORDINGS =
            new TopicRequirement("recordings", Direction.INCOMING, "", TopicRequirement.Copies.NONE);

    private final ScreenConfig config;
    private final ChannelSettings channels;

    OverflowLoopCheck(ScreenConfig config, ChannelSettings channels) {
        this.config = config;
        this.channels = channels;
    }

    /** None for a command, which reads nothing. */
    @Override
    public List<String> mistakes() {
        return channels.enabled(RECORDINGS) && judge() instanceof Broken loop ? List.of(loop.sentence()) : List.of();
    }

    @Override
    public String subject() {
        return SUBJECT;
    }

    @Override
    public Uni<List<CheckResult>> look() {
        return Uni.createFrom().item(() -> List.of(judge()));
    }

    @Override
    public CheckResult explain(Throwable failure) {
        return new Broken(
                SUBJECT,
                "Whether the topic that is read is also the one that is diverted to was not found out in time",
                "if it is, hot sessions go round for ever",
                "give the process more of a processor");
    }

    private CheckResult judge() {
        if (config.overflow().mode() == Mode.DISABLED) {
            return new Fine(SUBJECT, "Nothing is diverted");
        }
        for (String read : channels.topics(RECORDINGS)) {
            if (channels.topics(OutputTopics.OVERFLOW).contains(read)) {
                return new Broken(
                        SUBJECT,
                        "Topic " + read + " is both read and the one that hot sessions are diverted to",
                        "their messages would go round for ever",
                        "set tapedeck.screen.overflow.mode=disabled where it is read, or another "
                                + "mp.messaging.outgoing.overflow.topic");
            }
        }
        return new Fine(SUBJECT, "Hot sessions go to a topic that is not read here");
    }
}
