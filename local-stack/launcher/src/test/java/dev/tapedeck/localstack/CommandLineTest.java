package dev.tapedeck.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {

    @Test
    void shouldStartEverythingOnFixedPortsByDefault() {
        Options options = options();
        assertEquals(Options.Ports.FIXED, options.ports());
        assertEquals(EnumSet.allOf(PartName.class), options.only());
        assertEquals(3, options.partitions());
        assertEquals(Optional.empty(), options.data());
    }

    @Test
    void shouldReadEveryOption() {
        Options options = options(
                "--ports=free",
                "--data=/d",
                "--fresh",
                "--partitions=7",
                "--clickhouse-sql=/s",
                "--env-file=/e",
                "--only=s3,redis",
                "--stop-on-eof");
        assertEquals(
                new Options(
                        Options.Ports.FREE,
                        Optional.of(Path.of("/d")),
                        true,
                        7,
                        Optional.of(Path.of("/s")),
                        Optional.of(Path.of("/e")),
                        Set.of(PartName.S3, PartName.REDIS),
                        true),
                options);
    }

    @Test
    void shouldTakeRelativePathsFromTheWorkingFolder() {
        assertEquals(
                Optional.of(Path.of("d").toAbsolutePath()), options("--data=d").data());
    }

    @ParameterizedTest
    @CsvSource({
        "--bogus, unknown option --bogus; see --help",
        "--data, --data needs a value: --data=...",
        "--data=, --data needs a value: --data=...",
        "--fresh=yes, --fresh takes no value",
        "--ports=any, '--ports must be fixed or free, not any'",
        "--partitions=0, '--partitions must be a number from 1 to 9999, not 0'",
        "--only=mysql, '--only takes kafka, s3, postgres, redis, clickhouse, not mysql'"
    })
    void shouldSayWhatIsWrong(String argument, String reason) {
        assertEquals(new CommandLine.Rejected(reason), CommandLine.parse(argument));
    }

    private static Options options(String... arguments) {
        return assertInstanceOf(CommandLine.Run.class, CommandLine.parse(arguments))
                .options();
    }
}
