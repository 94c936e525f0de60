package dev.tapedeck.deadletter;

import dev.tapedeck.deadletter.Request.Help;
import dev.tapedeck.deadletter.Request.Listing;
import dev.tapedeck.deadletter.Request.Replaying;
import dev.tapedeck.deadletter.Request.Selection;
import dev.tapedeck.deadletter.Request.Showing;
import dev.tapedeck.runtime.Nearest;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.verdict.DeadLetterReason;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The command line of {@code dead-letters}. Pure. */
final class Arguments {

    private static final String NAME = "tapedeck dead-letters";
    private static final int LISTED = 20;
    private static final int PREVIEW_BYTES = 1000;
    private static final int MOST_PREVIEW_BYTES = 1 << 20;
    private static final int PER_SECOND = 100;
    private static final int MOST_PER_SECOND = 100_000;
    private static final List<String> REASONS = Arrays.stream(DeadLetterReason.values())
            .map(DeadLetterReason::label)
            .toList();

    private Arguments() {}

    /** @throws UsageFault when the arguments ask for nothing that there is */
    static Request parse(List<String> arguments, Instant now) {
        CommandLine line = new CommandLine(spec());
        try {
            ParseResult all = line.parseArgs(arguments.toArray(String[]::new));
            ParseResult chosen = all.subcommand();
            if (all.isUsageHelpRequested() || chosen == null && arguments.isEmpty()) {
                return new Help(line.getUsageMessage(Ansi.OFF));
            }
            if (chosen == null) {
                throw new UsageFault("say what to do: list, show or replay");
            }
            if (chosen.isUsageHelpRequested()) {
                return new Help(chosen.commandSpec().commandLine().getUsageMessage(Ansi.OFF));
            }
            return switch (chosen.commandSpec().name()) {
                case "list" -> new Listing(selection(chosen, now), number(chosen, "--limit", LISTED, 0, 100_000));
                case "show" ->
                    new Showing(
                            Objects.requireNonNull(chosen.matchedPositionalValue(0, "")),
                            number(chosen, "--bytes", PREVIEW_BYTES, 0, MOST_PREVIEW_BYTES));
                default -> replaying(chosen, now);
            };
        } catch (ParameterException e) {
            throw new UsageFault(TerminalText.text(String.valueOf(e.getMessage()), 200));
        }
    }

    private static Replaying replaying(ParseResult given, Instant now) {
        if (given.hasMatchedOption("--execute") && given.hasMatchedOption("--dry-run")) {
            throw new UsageFault("--dry-run and --execute exclude each other");
        }
        return new Replaying(
                selection(given, now),
                number(given, "--limit", Integer.MAX_VALUE, 1, Integer.MAX_VALUE),
                given.hasMatchedOption("--execute"),
                number(given, "--rate", PER_SECOND, 1, MOST_PER_SECOND),
                given.hasMatchedOption("--unchecked"));
    }

    private static Selection selection(ParseResult given, Instant now) {
        String session = text(given, "--session");
        Instant since = moment(given, "--since", now);
        Instant until = moment(given, "--until", now);
        if (since != null && until != null && !since.isBefore(until)) {
            throw new UsageFault("--since must be before --until");
        }
        return new Selection(
                reasons(given),
                texts(given, "--token"),
                given.hasMatchedOption("--team") ? number(given, "--team", 0, 0, Integer.MAX_VALUE) : null,
                session == null ? null : SessionKey.normalise(session),
                since,
                until);
    }

    private static @Nullable Instant moment(ParseResult given, String option, Instant now) {
        String text = text(given, option);
        return text == null ? null : TimeArgument.parse(text, now);
    }

    private static @Nullable String text(ParseResult given, String option) {
        return given.matchedOptionValue(option, (String) null);
    }

    private static Set<String> texts(ParseResult given, String option) {
        return new LinkedHashSet<>(given.matchedOptionValue(option, List.<String>of()));
    }

    /** No letter has a reason that is misspelt: without this, a selection by it would find nothing and say that all is well. */
    private static Set<String> reasons(ParseResult given) {
        Set<String> reasons = texts(given, "--reason");
        for (String reason : reasons) {
            if (!REASONS.contains(reason)) {
                String nearest = Nearest.to(reason, REASONS, name -> name.toLowerCase(Locale.ROOT));
                throw new UsageFault("there is no reason '" + TerminalText.text(reason, 100) + "'"
                        + (nearest == null ? "; there are " + String.join(", ", REASONS) : Nearest.clause(nearest)));
            }
        }
        return reasons;
    }

    private static int number(ParseResult given, String option, int otherwise, int least, int most) {
        int number = given.matchedOptionValue(option, otherwise);
        if (number < least || number > most) {
            throw new UsageFault(option + " must be " + least + " to " + most + ", but is " + number);
        }
        return number;
    }

    private static CommandSpec spec() {
        return CommandSpec.create()
                .name(NAME)
                .addOption(help())
                .addSubcommand("list", list())
                .addSubcommand("show", show())
                .addSubcommand("replay", replay());
    }

    private static CommandSpec list() {
        CommandSpec spec = selecting("counts dead letters by reason and names the newest");
        return spec.addOption(number("--limit", "N", "how many are named; " + LISTED + " by default"));
    }

    private static CommandSpec show() {
        return described("shows one dead letter")
                .addOption(number("--bytes", "N", "how much of the body; " + PREVIEW_BYTES + " by default"))
                .addPositional(PositionalParamSpec.builder()
                        .paramLabel("TOPIC-PARTITION@OFFSET")
                        .description("where it is, as the list names it")
                        .type(String.class)
                        .arity("1")
                        .required(true)
                        .build());
    }

    private static CommandSpec replay() {
        return selecting("puts the messages of dead letters back to where they were read")
                .addOption(number("--limit", "N", "at most so many, the oldest first"))
                .addOption(flag("--dry-run", "only say what would be done; so it is without --execute"))
                .addOption(flag("--execute", "do it"))
                .addOption(number("--rate", "N", "at most so many messages a second; " + PER_SECOND + " by default"))
                .addOption(flag("--unchecked", "do not ask ClickHouse whether a message was recorded after all"));
    }

    private static CommandSpec selecting(String description) {
        return described(description)
                .addOption(several("--reason", "REASON", "only those with this reason; may be repeated"))
                .addOption(number("--team", "ID", "only those with the token that the team has in Postgres"))
                .addOption(several("--token", "TOKEN", "only those with this token; may be repeated"))
                .addOption(one("--session", "ID", "only those of this session"))
                .addOption(one("--since", "TIME", "only those since then: 2026-11-24T10:00:00Z, or 90m for ago"))
                .addOption(one("--until", "TIME", "only those before then"));
    }

    private static CommandSpec described(String description) {
        CommandSpec spec = CommandSpec.create().addOption(help());
        spec.usageMessage().description(description);
        return spec;
    }

    private static OptionSpec help() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("tells this")
                .build();
    }

    private static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name).description(description).build();
    }

    private static OptionSpec number(String name, String label, String description) {
        return OptionSpec.builder(name)
                .type(int.class)
                .paramLabel(label)
                .description(description)
                .build();
    }

    private static OptionSpec one(String name, String label, String description) {
        return OptionSpec.builder(name)
                .type(String.class)
                .paramLabel(label)
                .description(description)
                .build();
    }

    private static OptionSpec several(String name, String label, String description) {
        return OptionSpec.builder(name)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel(label)
                .description(description)
                .build();
    }
}
