package dev.tapedeck.localstack;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the launcher's arguments ask for. */
sealed interface CommandLine {

    record Run(Options options) implements CommandLine {}

    record Help() implements CommandLine {}

    /** Arguments that make no sense; the reason is one line. */
    record Rejected(String reason) implements CommandLine {}

    Set<String> WITH_VALUE = Set.of("--ports", "--data", "--partitions", "--clickhouse-sql", "--env-file", "--only");
    Set<String> WITHOUT_VALUE = Set.of("--fresh", "--stop-on-eof", "--help");

    String HELP = """
            Starts Kafka, S3, PostgreSQL, Redis and ClickHouse on 127.0.0.1, without Docker.

            java -jar launcher.jar [options]

              --ports=fixed|free     the usual ports, or any that are free (default: fixed)
              --data=DIR             where the data is kept (default: .data in the project's folder)
              --fresh                delete the data of the parts first
              --partitions=N         partitions of the recording topics when they are created (default: 3)
              --clickhouse-sql=DIR   apply every *.sql file of DIR, in the order of their names
              --env-file=FILE        write the addresses to FILE once all is up
              --only=PART,PART       start only these of kafka, s3, postgres, redis, clickhouse
              --stop-on-eof          end when standard input ends
              --help                 this text

            Commands on standard input, one a line, each answered by one line, OK or ERR:

              stop PART | kill PART | pause PART | resume PART | start PART | status | quit
            """;

    static CommandLine parse(String... arguments) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            if (!(equals < 0 ? WITHOUT_VALUE : WITH_VALUE).contains(name)) {
                return new Rejected(rejection(argument, name));
            }
            given.put(name, argument.substring(equals + 1));
        }
        if (given.containsKey("--help")) {
            return new Help();
        }
        try {
            return new Run(options(given));
        } catch (IllegalArgumentException e) {
            return new Rejected(e.getMessage());
        }
    }

    private static String rejection(String argument, String name) {
        if (WITH_VALUE.contains(name)) {
            return name + " needs a value: " + name + "=...";
        }
        return WITHOUT_VALUE.contains(name) ? name + " takes no value" : "unknown option " + argument + "; see --help";
    }

    private static Options options(Map<String, String> given) {
        return new Options(
                ports(given.getOrDefault("--ports", "fixed")),
                path(given, "--data"),
                given.containsKey("--fresh"),
                partitions(given.getOrDefault("--partitions", "3")),
                path(given, "--clickhouse-sql"),
                path(given, "--env-file"),
                parts(given.get("--only")),
                given.containsKey("--stop-on-eof"));
    }

    private static Options.Ports ports(String value) {
        return switch (value) {
            case "fixed" -> Options.Ports.FIXED;
            case "free" -> Options.Ports.FREE;
            default -> throw new IllegalArgumentException("--ports must be fixed or free, not " + value);
        };
    }

    private static int partitions(String value) {
        if (!value.matches("[1-9][0-9]{0,3}")) {
            throw new IllegalArgumentException("--partitions must be a number from 1 to 9999, not " + value);
        }
        return Integer.parseInt(value);
    }

    private static Optional<Path> path(Map<String, String> given, String name) {
        return Optional.ofNullable(given.get(name)).map(value -> {
            if (value.isBlank()) {
                throw new IllegalArgumentException(name + " needs a value: " + name + "=...");
            }
            return Path.of(value).toAbsolutePath().normalize();
        });
    }

    private static Set<PartName> parts(String value) {
        if (value == null) {
            return EnumSet.allOf(PartName.class);
        }
        return Arrays.stream(value.split(","))
                .map(text -> PartName.of(text.strip()).orElseThrow(() -> unknownPart(text)))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(PartName.class)));
    }

    private static IllegalArgumentException unknownPart(String text) {
        String known = Arrays.stream(PartName.values()).map(PartName::text).collect(Collectors.joining(", "));
        return new IllegalArgumentException("--only takes " + known + ", not " + text);
    }
}
