package dev.tapedeck.deadletter;

import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What became of the letters. One thread. */
final class ReplaySummary {

    private static final int WIDTH = 60;

    /** What becomes of a dead letter when letters are replayed. */
    enum Result {
        REPLAYED("replayed"),
        REPLAYED_BEFORE("left out: replayed before"),
        RECORDED("left out: the message was recorded after all"),
        NOT_SETTLED("left out: the service has not committed beyond the message yet, and may still record it"),
        REFUSED("could not be put back"),
        WITHOUT_BODY(
                "left out: the letter has no body, as it was too large; its headers say where the message was read"),
        OTHER_TOPIC("left out: read from a topic that this configuration does not read");

        private final String text;

        Result(String text) {
            this.text = text;
        }

        /** In words, for the summary. */
        String text() {
            return text;
        }
    }

    private final Map<Result, Integer> fates = new EnumMap<>(Result.class);
    private final Map<String, Integer> reasons = new TreeMap<>();
    private int foreign;

    void count(Result fate, int count) {
        if (count > 0) {
            fates.merge(fate, count, Integer::sum);
        }
    }

    void replayed(List<DeadLetter> letters) {
        letters.forEach(letter -> reasons.merge(letter.letter().reason(), 1, Integer::sum));
        count(Result.REPLAYED, letters.size());
    }

    void foreign() {
        foreign++;
    }

    int of(Result fate) {
        return fates.getOrDefault(fate, 0);
    }

    /** @param replayed what to call those that are replayed */
    void print(String replayed, PrintWriter out) {
        out.printf("%d %s%n", of(Result.REPLAYED), replayed);
        reasons.forEach((reason, count) -> out.printf("%8d  %s%n", count, TerminalText.text(reason, WIDTH)));
        fates.forEach((fate, count) -> {
            if (fate != Result.REPLAYED) {
                out.printf("%d %s%n", count, fate.text());
            }
        });
        if (foreign > 0) {
            out.printf("%d left out: no dead letters of tapedeck%n", foreign);
        }
    }
}
