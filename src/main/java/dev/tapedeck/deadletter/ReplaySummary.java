package dev.tapedeck.deadletter;

import java.io.PrintStream;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What became of the letters. One thread. */
final class ReplaySummary {

    private static final int WIDTH = 60;

    private final Map<ReplayResult, Integer> fates = new EnumMap<>(ReplayResult.class);
    private final Map<String, Integer> reasons = new TreeMap<>();
    private int foreign;

    void count(ReplayResult fate, int count) {
        if (count > 0) {
            fates.merge(fate, count, Integer::sum);
        }
    }

    void replayed(List<DeadLetter> letters) {
        letters.forEach(letter -> reasons.merge(letter.letter().reason(), 1, Integer::sum));
        count(ReplayResult.REPLAYED, letters.size());
    }

    void foreign() {
        foreign++;
    }

    int of(ReplayResult fate) {
        return fates.getOrDefault(fate, 0);
    }

    /** @param replayed what to call those that are replayed */
    void print(String replayed, PrintStream out) {
        out.printf("%d %s%n", of(ReplayResult.REPLAYED), replayed);
        reasons.forEach((reason, count) -> out.printf("%8d  %s%n", count, TerminalText.text(reason, WIDTH)));
        fates.forEach((fate, count) -> {
            if (fate != ReplayResult.REPLAYED) {
                out.printf("%d %s%n", count, fate.text());
            }
        });
        if (foreign > 0) {
            out.printf("%d left out: no dead letters of tapedeck%n", foreign);
        }
    }
}
