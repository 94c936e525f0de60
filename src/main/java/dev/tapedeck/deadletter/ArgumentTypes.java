package dev.tapedeck.deadletter;

import dev.tapedeck.kafka.message.RecordPosition;
import dev.tapedeck.runtime.Nearest;
import dev.tapedeck.screen.verdict.DeadLetterReason;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What operators write on the command line, read and checked before anything starts. */
public final class ArgumentTypes {

    private ArgumentTypes() {}

    /** A time: {@code 2026-11-24T10:00:00Z}, or how long ago as in {@code 90m}. */
    public static final class Time implements ITypeConverter<Instant> {

        private static final Pattern AGO = Pattern.compile("(\\d{1,6})([smhd])");

        private final InstantSource clock;

        public Time(InstantSource clock) {
            this.clock = clock;
        }

        @Override
        public Instant convert(String text) {
            Matcher ago = AGO.matcher(text);
            if (ago.matches()) {
                long count = Long.parseLong(ago.group(1));
                Duration duration = switch (ago.group(2)) {
                    case "s" -> Duration.ofSeconds(count);
                    case "m" -> Duration.ofMinutes(count);
                    case "h" -> Duration.ofHours(count);
                    default -> Duration.ofDays(count);
                };
                return clock.instant().minus(duration);
            }
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException e) {
                throw new TypeConversionException("'" + text
                        + "' is no time: write 2026-11-24T10:00:00Z, or 90m for ninety minutes ago (s, m, h, d)");
            }
        }
    }

    /**
     * The place of a record: {@code TOPIC-PARTITION@OFFSET}.
     *
     * @param topic null when it is not named
     */
    record Position(@Nullable String topic, int partition, long offset) {

        private static final Pattern TEXT = Pattern.compile("(?:([a-zA-Z0-9._-]{1,249})-)?(\\d{1,9})@(\\d{1,18})");

        /** @param otherwise the topic when none is named */
        RecordPosition in(String otherwise) {
            return new RecordPosition(topic == null ? otherwise : topic, partition, offset);
        }

        static String text(RecordPosition place) {
            return place.topic() + "-" + place.partition() + "@" + place.offset();
        }

        static final class Converter implements ITypeConverter<Position> {

            @Override
            public Position convert(String text) {
                Matcher parts = TEXT.matcher(text);
                if (!parts.matches()) {
                    throw new TypeConversionException("'" + text + "' is no place: write TOPIC-PARTITION@OFFSET");
                }
                return new Position(parts.group(1), Integer.parseInt(parts.group(2)), Long.parseLong(parts.group(3)));
            }
        }
    }

    /** The label of a reason. No letter has one that is misspelt, so a selection by it would find nothing and say that all is well. */
    static final class Reason implements ITypeConverter<String> {

        private static final List<String> ALL = Arrays.stream(DeadLetterReason.values())
                .map(DeadLetterReason::label)
                .toList();

        @Override
        public String convert(String text) {
            if (ALL.contains(text)) {
                return text;
            }
            String nearest = Nearest.to(text, ALL, name -> name.toLowerCase(Locale.ROOT));
            throw new TypeConversionException("there is no reason '" + text + "'"
                    + (nearest == null ? "; there are " + String.join(", ", ALL) : Nearest.clause(nearest)));
        }
    }

    /** A whole number from 0 or 1 up to a limit. */
    abstract static class Count implements ITypeConverter<Integer> {

        private final int least;
        private final int most;

        Count(int least, int most) {
            this.least = least;
            this.most = most;
        }

        @Override
        public Integer convert(String text) {
            try {
                int number = Integer.parseInt(text);
                if (least <= number && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Said below.
            }
            throw new TypeConversionException("must be " + least + " to " + most + ", but is '" + text + "'");
        }
    }
}
