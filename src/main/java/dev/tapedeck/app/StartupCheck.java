package dev.tapedeck.app;

import dev.tapedeck.diagnostics.CheckResult;
import dev.tapedeck.diagnostics.CheckResult.Broken;
import dev.tapedeck.diagnostics.Diagnosis;
import dev.tapedeck.runtime.Scheduler;
import dev.tapedeck.telemetry.OperatorMessage;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.ChannelRegistry;
import io.smallrye.reactive.messaging.PausableChannel;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Startup;
import org.jboss.logging.Logger;

/**
 * Started once all servers are as needed. Until then the servers are checked again and again, with growing waits. They are not
 * checked afterwards: readiness tells what goes wrong later. The channel of recordings is paused until the start. Otherwise an
 * instance that can record nothing would join the group, and its partitions would wait.
 */
@Startup
@ApplicationScoped
class StartupCheck implements HealthCheck {

    private static final Logger LOG = Logger.getLogger(StartupCheck.class);

    /** The start itself has the processors first. */
    private static final Duration AFTER_START = Duration.ofMillis(100);

    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private static final String RECORDINGS = "recordings";

    private final Diagnosis examination;
    private final Scheduler delays;
    private final ChannelRegistry channels;
    private final boolean reading;
    private volatile State state = new State(false, List.of());

    /**
     * How far the start has come.
     *
     * @param started whether nothing is broken any more
     * @param findings what was found last; empty before the first answer
     */
    private record State(boolean started, List<CheckResult> findings) {}

    StartupCheck(
            Diagnosis examination,
            Scheduler delays,
            ChannelRegistry channels,
            @ConfigProperty(name = "mp.messaging.incoming.recordings.enabled", defaultValue = "true") boolean reading) {
        this.examination = examination;
        this.delays = delays;
        this.channels = channels;
        this.reading = reading;
    }

    /** A command has no health and does its own asking. */
    void onStart(@Observes StartupEvent event) {
        if (reading) {
            delays.after(AFTER_START, () -> ask(FIRST_WAIT));
        }
    }

    @Override
    public HealthCheckResponse call() {
        State now = state;
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("servers are as needed").status(now.started());
        for (int i = 0; i < now.findings().size(); i++) {
            CheckResult finding = now.findings().get(i);
            if (!(finding instanceof CheckResult.Fine)) {
                response.withData(i + 1 + " " + finding.subject(), finding.sentence());
            }
        }
        return response.build();
    }

    /** One check after the other, so the state has one writer at a time. */
    private void ask(Duration wait) {
        examination
                .findings()
                .subscribe()
                .with(
                        findings -> {
                            boolean started = findings.stream().noneMatch(Broken.class::isInstance);
                            tell(findings);
                            state = new State(started, findings);
                            if (started) {
                                joinTheGroup();
                            } else {
                                askAgain(wait);
                            }
                        },
                        bug -> {
                            LOG.error("a bug: the servers could not be examined", bug);
                            askAgain(wait);
                        });
    }

    /** With several consumers the channel is made of channels with numbers; with {@code pausable=false} nothing waits. */
    private void joinTheGroup() {
        Stream.concat(
                        Stream.of(RECORDINGS),
                        channels.getIncomingNames().stream().filter(name -> name.startsWith(RECORDINGS + '$')))
                .distinct()
                .map(channels::getPausable)
                .filter(Objects::nonNull)
                .forEach(PausableChannel::resume);
    }

    private void askAgain(Duration wait) {
        Duration next = wait.multipliedBy(2);
        delays.after(wait, () -> ask(next.compareTo(LONGEST_WAIT) < 0 ? next : LONGEST_WAIT));
    }

    /** Each finding once, not each time it is met again. */
    private void tell(List<CheckResult> findings) {
        findings.stream()
                .filter(finding -> !(finding instanceof CheckResult.Fine))
                .filter(finding -> !state.findings().contains(finding))
                .forEach(finding -> OperatorMessage.NOT_AS_NEEDED.log(LOG, finding.sentence()));
    }
}
