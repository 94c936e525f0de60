package dev.tapedeck.scan.unwrap;

import dev.tapedeck.scan.json.ByteStrings;
import dev.tapedeck.scan.json.Field;
import dev.tapedeck.scan.json.JsonText;
import dev.tapedeck.scan.json.Numbers;
import dev.tapedeck.scan.json.PlainJson;

/**
 * Finds the compressed fields of an event: what the player would inflate, if it would ({@code decompressEvent} of PostHog's player,
 * {@code compressEvent} of posthog-js). That is, with {@code cv: "2024-10"}, the {@code data} of a full snapshot, the four lists
 * of a mutation, and the two of a style sheet rule.
 *
 * <p>The player inflates all of them or, if one is not as it should be, none. So an event of which any part is unexpected (a field that is
 * a list already, a key that repeats) is not found to have such fields at all.
 */
final class WrappedFields {

    private static final int FULL_SNAPSHOT = 2;
    private static final int INCREMENTAL = 3;
    private static final int MUTATION = 0;
    private static final int STYLE_SHEET_RULE = 8;
    private static final int MOST = 4;
    private static final int NOWHERE = -1;

    private final PlainJson json = new PlainJson();
    private final ByteStrings latin1 = new ByteStrings();
    private final int[] starts = new int[MOST];
    private final int[] ends = new int[MOST];
    private final int[] gzipEnds = new int[MOST];
    private byte[] gzip = {};
    private int count;
    private int strange;
    private int seen;
    private int type;
    private int source;
    private boolean textData;
    private boolean texts;
    private int ruleFields;
    private int cvFrom;
    private int cvUntil;

    /** Looks at the event {@code text[start..end)}, which is valid JSON. Returns whether the event has fields to inflate. */
    boolean find(byte[] text, int start, int end) {
        json.open(text, start, end);
        if (gzip.length < end - start + Inflate.SLACK) {
            gzip = new byte[2 * (end - start) + Inflate.SLACK];
        }
        count = 0;
        strange = 0;
        seen = 0;
        type = NOWHERE;
        source = NOWHERE;
        textData = false;
        texts = false;
        ruleFields = 0;
        cvFrom = NOWHERE;
        object(false);
        boolean snapshot = type == FULL_SNAPSHOT && textData;
        boolean mutation = type == INCREMENTAL && source == MUTATION && texts;
        boolean rule = type == INCREMENTAL && source == STYLE_SHEET_RULE && count == ruleFields;
        return cvFrom != NOWHERE && strange == 0 && count > 0 && (snapshot || mutation || rule);
    }

    /** How many fields there are to inflate. */
    int count() {
        return count;
    }

    /** Where the string of field {@code i} begins, quote included; in the order of the text. */
    int start(int i) {
        return starts[i];
    }

    /** Where the string of field {@code i} ends, quote included. */
    int end(int i) {
        return ends[i];
    }

    /** The bytes that the fields stand for, one field's behind the other's. */
    byte[] gzip() {
        return gzip;
    }

    /** Where in {@link #gzip} the bytes of field {@code i} begin. */
    int gzipStart(int i) {
        return i == 0 ? 0 : gzipEnds[i - 1];
    }

    /** Where in {@link #gzip} the bytes of field {@code i} end. */
    int gzipEnd(int i) {
        return gzipEnds[i];
    }

    /** Forgets a working array that has become large. */
    void trim(int keep) {
        gzip = gzip.length > keep ? new byte[0] : gzip;
    }

    /** Where the member {@code cv} begins, with a comma that goes with it. */
    int cvFrom() {
        return cvFrom;
    }

    /** Where the member {@code cv} ends, with a comma that goes with it. */
    int cvUntil() {
        return cvUntil;
    }

    private void object(boolean data) {
        int comma = NOWHERE;
        json.take('{');
        while (json.peek() == '"') {
            int from = json.at();
            json.string();
            Field field = Field.of(json.text(), json.start(), json.end());
            json.take(':');
            if (data) {
                dataMember(field);
            } else {
                member(field, from, comma);
            }
            json.peek();
            comma = json.at();
            json.take(',');
        }
        json.take('}');
    }

    private void member(Field field, int from, int comma) {
        switch (field) {
            case TYPE -> type = number(field);
            case CV -> {
                once(field);
                json.peek();
                json.value();
                boolean known = json.end() - json.start() == 9
                        && JsonText.decode(json.text(), json.start() + 1, json.end() - 1)
                                .equals("2024-10");
                strange += known ? 0 : 1;
                boolean first = comma == NOWHERE;
                boolean last = json.peek() != ',';
                cvFrom = first ? from : comma;
                cvUntil = first && !last ? json.at() + 1 : json.at();
            }
            case DATA -> {
                once(field);
                if (json.peek() == '{') {
                    object(true);
                } else {
                    textData = true;
                    wrapped();
                }
            }
            default -> json.value();
        }
    }

    private void dataMember(Field field) {
        switch (field) {
            case SOURCE -> source = number(field);
            case ADDS, REMOVES, TEXTS, ATTRIBUTES -> {
                once(field);
                texts |= field == Field.TEXTS;
                ruleFields += field == Field.ADDS || field == Field.REMOVES ? 1 : 0;
                wrapped();
            }
            default -> json.value();
        }
    }

    /** Decodes the field ahead, which finds its end as well. */
    private void wrapped() {
        if (json.peek() != '"' || count == MOST) {
            strange++;
            json.value();
            return;
        }
        int begin = json.at();
        int from = gzipStart(count);
        int until = latin1.decode(json.text(), begin + 1, gzip, from);
        if (until <= from) {
            strange++;
            json.value();
            return;
        }
        json.jump(latin1.end() + 1);
        starts[count] = begin;
        ends[count] = json.at();
        gzipEnds[count] = until;
        count++;
    }

    private int number(Field field) {
        once(field);
        int first = json.peek();
        json.value();
        return Numbers.isDigit(first) ? Numbers.small(json.text(), json.start(), json.end()) : NOWHERE;
    }

    private void once(Field field) {
        int bit = 1 << field.ordinal();
        strange += (seen & bit) != 0 ? 1 : 0;
        seen |= bit;
    }
}
