package dev.tapedeck.screen.restriction;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the rules of one kind from their JSON array. A bad item costs that item alone. Pure. */
final class RestrictionParser {

    private static final JsonFactory JSON = new JsonFactory();

    /**
     * What an array held.
     *
     * @param restrictions the rules that are for recordings
     * @param blind the tokens of bad items that are, or may be, for recordings
     * @param faults one text for each bad item, saying which and why
     */
    record Parsed(List<Restriction> restrictions, Blind blind, List<String> faults) {}

    private RestrictionParser() {}

    /**
     * Reads an array.
     *
     * @throws IOException when the text is no JSON array, so that what it means to say is not known
     */
    static Parsed parse(RestrictionKind kind, String json) throws IOException {
        List<Restriction> restrictions = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        Set<String> blind = new HashSet<>();
        boolean all = false;
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new IOException("no JSON array");
            }
            int index = 0;
            for (JsonToken token = next(parser); token != JsonToken.END_ARRAY; token = next(parser)) {
                RestrictionItem item = RestrictionItem.read(parser);
                if (item.fault() != null) {
                    faults.add("item " + index + ": " + item.fault());
                    if (item.mayBeForRecordings()) {
                        all |= item.token().isEmpty();
                        blind.add(item.token());
                    }
                } else if (item.isForRecordings()) {
                    restrictions.add(item.restriction(kind));
                }
                index++;
            }
            if (parser.nextToken() != null) {
                throw new IOException("more than one JSON array");
            }
        }
        return new Parsed(List.copyOf(restrictions), all ? Blind.ALL : new Blind(false, blind), List.copyOf(faults));
    }

    private static JsonToken next(JsonParser parser) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new IOException("the JSON array is cut off");
        }
        return token;
    }
}
