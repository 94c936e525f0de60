package dev.tapedeck.summary;

import java.util.List;

/**
 * A row of a query's answer. A caller asks for the type that the column has.
 *
 * @param values texts, numbers and lists, in the order of the columns
 */
record AnswerRow(List<?> values) {

    AnswerRow {
        values = List.copyOf(values);
    }

    String text(int column) {
        return values.get(column).toString();
    }

    /** The server writes 64 bits as a number or, as its settings say, as a text. */
    long number(int column) {
        return number(values.get(column));
    }

    int integer(int column) {
        return Math.toIntExact(number(column));
    }

    /** The numbers of an array. */
    List<Long> numbers(int column) {
        return ((List<?>) values.get(column)).stream().map(AnswerRow::number).toList();
    }

    private static long number(Object value) {
        return Long.parseLong(value.toString());
    }
}
