package dev.tapedeck.deadletter;

/** What becomes of a dead letter when letters are replayed. */
enum ReplayResult {
    REPLAYED("replayed"),
    REPLAYED_BEFORE("left out: replayed before"),
    RECORDED("left out: the message was recorded after all"),
    NOT_SETTLED("left out: the service has not committed beyond the message yet, and may still record it"),
    REFUSED("could not be put back"),
    WITHOUT_BODY("left out: the letter has no body, as it was too large; its headers say where the message was read"),
    OTHER_TOPIC("left out: read from a topic that this configuration does not read");

    private final String text;

    ReplayResult(String text) {
        this.text = text;
    }

    /** In words, for the summary. */
    String text() {
        return text;
    }
}
