package dev.tapedeck.summary;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Values in ClickHouse's statements. */
final class Literals {

    private Literals() {}

    /** A text that others have chosen, in hexadecimal digits: whatever it holds, it cannot become a part of the statement. */
    static String text(String value) {
        return "unhex('" + HexFormat.of().formatHex(value.getBytes(StandardCharsets.UTF_8)) + "')";
    }
}
