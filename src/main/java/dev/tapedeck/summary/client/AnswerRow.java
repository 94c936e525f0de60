package dev.tapedeck.summary.client;

import java.util.List;

/**
 * A row of a query's answer. A caller asks for the type that the column has.
 *
 * @param values texts, numbers and lists, in the order of the columns
 */
public record AnswerRow(List<?> values) {

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
}
