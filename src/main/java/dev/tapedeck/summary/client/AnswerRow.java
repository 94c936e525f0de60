package dev.tapedeck.summary.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A row of the answer to a query. The caller knows the types of the columns.
 *
 * @param values texts, numbers and lists, in the order of the columns
 */
public record AnswerRow(List<?> values) {

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    public AnswerRow {
        values = List.copyOf(values);
    }

    public String text(int column) {
        return values.get(column).toString();
    }

    /** The server writes 64 bits as a number or, as its settings say, as a text. */
    public long number(int column) {
        return number(values.get(column));
    }

    public int integer(int column) {
        return Math.toIntExact(number(column));
    }

    /** The numbers of an array. */
    public List<Long> numbers(int column) {
        return ((List<?>) values.get(column)).stream().map(AnswerRow::number).toList();
    }

    private static long number(Object value) {
        return Long.parseLong(value.toString());
    }

    /**
     * Passes every row of an answer to the consumer. The rows count only if this method returns.
     *
     * <p>The answer is in the format {@code JSONCompact}, which tells at its end how many rows it has. A server that has begun an answer
     * with status 200 can only append its exception. In other formats the exception would look like more rows, or like fewer.
     *
     * @throws IOException when the answer is not complete
     */
    static void read(InputStream answer, Consumer<AnswerRow> rows) throws IOException {
        long seen = 0;
        long told = -1;
        int columns = 0;
        try (JsonParser json = JSON.createParser(answer)) {
            expect(json.nextToken() == JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                switch (name) {
                    case "meta" -> columns = columns(json);
                    case "data" -> seen += rows(json, columns, rows);
                    case "rows" -> told = json.getLongValue();
                    case "exception" -> throw new IOException("the answer ends with " + json.getText());
                    default -> {
                        expect(value != null);
                        json.skipChildren();
                    }
                }
            }
            expect(json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null);
        }
        expect(seen == told);
    }

    private static int columns(JsonParser json) throws IOException {
        int columns = 0;
        while (json.nextToken() == JsonToken.START_OBJECT) {
            json.skipChildren();
            columns++;
        }
        return columns;
    }

    private static long rows(JsonParser json, int columns, Consumer<AnswerRow> rows) throws IOException {
        long seen = 0;
        while (json.nextToken() == JsonToken.START_ARRAY) {
            AnswerRow row = new AnswerRow(list(json));
            expect(row.values().size() == columns);
            rows.accept(row);
            seen++;
        }
        expect(json.currentToken() == JsonToken.END_ARRAY);
        return seen;
    }

    private static List<Object> list(JsonParser json) throws IOException {
        List<Object> values = new ArrayList<>();
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            expect(token != null);
            values.add(token == JsonToken.START_ARRAY ? list(json) : json.getText());
        }
        return values;
    }

    private static void expect(boolean complete) throws IOException {
        if (!complete) {
            throw new IOException("the answer is not complete");
        }
    }
}
