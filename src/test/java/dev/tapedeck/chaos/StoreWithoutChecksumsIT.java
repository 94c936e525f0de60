package dev.tapedeck.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.testing.Fault;
import dev.tapedeck.testing.Fault.Moment;
import org.junit.jupiter.api.Test;

/** An S3 server that knows no checksums: the service finds out by itself, says so once, and records everything. */
class StoreWithoutChecksumsIT {

    private static final int NOT_IMPLEMENTED = 501;

    @Test
    void everythingIsRecorded() {
        try (Deployment deployment = new Deployment("no-checksums", 1)) {
            Instance instance = deployment.instance(0);
            instance.store()
                    .suffer((moment, request) -> moment == Moment.REQUESTED && request.hasChecksum()
                            ? new Fault.Reaction.Refuse(NOT_IMPLEMENTED)
                            : Fault.PASS);
            deployment.start();
            Traffic.Sent sent = deployment.traffic().playOnce();
            deployment.settle();
            sent.sessions()
                    .forEach((session, recording) -> assertThat(
                                    deployment.books().sum(session, "message_count"))
                            .isEqualTo(recording.messages().size()));
            assertThat(instance.printed("TD-0017")).isEqualTo(1);
            assertThat(instance.printed("TD-0003")).as("steps that failed").isZero();
        }
    }
}
