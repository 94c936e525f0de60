package dev.tapedeck.lane.contract;

/** What an open batch did with a message. */
public sealed interface OfferResult {

    /** It is dealt with: recorded, dropped, or on its way to an exit. */
    record Taken() implements OfferResult {

        public static final Taken INSTANCE = new Taken();
    }

    /**
     * No server is to blame, and it is to be given again soon, and all after it.
     *
     * @param want what is lacking, as metrics name it: {@code memory}, as it is large and others take the memory for such, or
     *     {@code copies}, as too many of those that go to other topics are under way
     */
    record Later(String want) implements OfferResult {}

    /**
     * It must wait, and all after it.
     *
     * @param dependency the server that owes an answer, as health and metrics name it
     */
    record Wait(String dependency) implements OfferResult {}
}
