package dev.tapedeck.screen.verdict;

import dev.tapedeck.screen.warning.IngestionWarning;
import java.util.List;

/** What becomes of a message. Exactly one verdict is final for each message; {@link Wait} and {@link Later} are not. */
public sealed interface Verdict {

    /**
     * The message is recorded.
     *
     * @param admission the message with all that recording needs
     * @param warnings what the team should hear nevertheless, such as single items with a bad clock
     */
    record Admit(Admission admission, List<IngestionWarning> warnings) implements Verdict {}

    /** The message goes nowhere. The reason is counted, and a team may hear of it. */
    record Drop(DropReason reason, List<IngestionWarning> warnings) implements Verdict {}

    /** The message goes to the overflow topic, key and value unchanged. */
    record Divert(DivertReason reason) implements Verdict {}

    /**
     * The message goes to the dead-letter topic, key and value unchanged.
     *
     * @param detail more than the reason says, for people, without content of the message: a size, an exception's class
     * @param warnings what the team should hear, such as that the message was too large
     */
    record DeadLetter(DeadLetterReason reason, String detail, List<IngestionWarning> warnings) implements Verdict {

        /** A dead letter that the team cannot do anything about. */
        public DeadLetter(DeadLetterReason reason, String detail) {
            this(reason, detail, List.of());
        }
    }

    /** The body is large, and other bodies take the memory for large bodies. The lane holds the message and all after it, and asks again soon. */
    record Later() implements Verdict {}

    /** The message cannot be judged yet: a look-up has no answer. The lane holds the message and all after it, and asks again. */
    record Wait(WaitReason reason) implements Verdict {}

    /** Which look-up has no answer yet. */
    enum WaitReason {
        TEAM_UNKNOWN("postgres"),
        RETENTION_UNKNOWN("redis"),
        SEEN_UNKNOWN("redis"),
        RESTRICTIONS_UNKNOWN("redis"),
        RESTRICTIONS_UNREADABLE("restrictions"),
        DELETION_UNKNOWN("deletions");

        private final String dependency;

        WaitReason(String dependency) {
            this.dependency = dependency;
        }

        /** What is waited for, as health and metrics name it: a server, or rules that cannot be read. */
        public String dependency() {
            return dependency;
        }
    }
}
