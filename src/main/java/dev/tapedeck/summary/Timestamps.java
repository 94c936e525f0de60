package dev.tapedeck.summary;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** ClickHouse's text for points in time: UTC, six digits of a second. */
public final class Timestamps {

    private static final DateTimeFormatter TEXT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final long MICROS = 1_000_000;

    private Timestamps() {}

    /** @param micros epoch microseconds */
    public static String text(long micros) {
        return TEXT.format(Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1000L));
    }
}
