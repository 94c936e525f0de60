package dev.tapedeck.screen.verdict;

import dev.tapedeck.screen.warning.IngestionWarning;
import java.util.List;

/** What becomes of a message. Exactly one verdict is final for each message; {@link Wait} and {@link Later} are not. */
public sealed interface Verdict {

    /**
     * It is recorded.
     *
     * @param admission the message with all that recording needs
     * @param warnings what the team should hear nevertheless, such as single items with a bad clock
     */
    record Admit(Admission admission, List<IngestionWarning> warnings) implements Verdict {}

    /** It goes nowhere, for a counted reason that a team may hear of. */
    record Drop(DropReason reason, List<IngestionWarning> warnings) implements Verdict {}

    /** It goes to the overflow topic, key and value unchanged. */
    record Divert(DivertReason reason) implements Verdict {}

    /**
     * It goes to the dead-letter topic, key and value unchanged.
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

    /** Its body is large, and others take the memory for such. The lane holds it, and all after it, and asks again soon. */
    record Later() implements Verdict {}

    /** It cannot be judged yet: a look-up has no answer. The lane holds it, and all after it, and asks again. */
    record Wait(WaitReason reason) implements Verdict {}
}
