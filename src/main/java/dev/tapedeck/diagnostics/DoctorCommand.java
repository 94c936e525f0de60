package dev.tapedeck.diagnostics;

import dev.tapedeck.diagnostics.CheckResult.Broken;
import dev.tapedeck.diagnostics.CheckResult.Fine;
import dev.tapedeck.diagnostics.CheckResult.Warning;
import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Says whether the service could do its work with the configuration as it is, and with {@code --fix} creates topics, bucket
 * and tables first. The exit code is 0 when there is nothing left to do, else 1.
 */
@Command(
        name = "doctor",
        description = "Checks all servers with the service's configuration, and says what to do.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:there is nothing to do", "1:something is to be done", "2:wrong call"})
public class DoctorCommand implements Callable<Integer> {

    /** Each part has a limit of its own, and this is beyond them. */
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec
    CommandSpec spec;

    @Option(names = "--fix", description = "first create missing topics, bucket, tables and columns")
    boolean fix;

    @Inject
    Diagnosis diagnosis;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (fix) {
            List<String> done = diagnosis.fix().await().atMost(LIMIT);
            done.forEach(out::println);
            out.println(done.isEmpty() ? "There was nothing to create." : "");
        }
        List<CheckResult> findings = diagnosis.findings().await().atMost(LIMIT);
        findings.forEach(
                finding -> out.printf("%-8s %-11s %s%n", mark(finding), finding.subject(), finding.sentence()));
        long open =
                findings.stream().filter(finding -> !(finding instanceof Fine)).count();
        out.println(open == 0 ? "All is well." : open + " of " + findings.size() + " need something to be done.");
        return open == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static String mark(CheckResult finding) {
        return switch (finding) {
            case Fine fine -> "ok";
            case Warning warning -> "WARNING";
            case Broken broken -> "BROKEN";
        };
    }
}
