package dev.tapedeck.diagnostics;

import dev.tapedeck.diagnostics.CheckResult.Broken;
import dev.tapedeck.diagnostics.CheckResult.Fine;
import dev.tapedeck.diagnostics.CheckResult.Warning;
import jakarta.inject.Singleton;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/**
 * Says whether the service could do its work with the configuration as it is, and with {@code --fix} creates topics, bucket
 * and tables first. The exit code is 0 when there is nothing left to do, else 1.
 */
@Singleton
class DoctorCommand implements Command {

    private static final String FIX = "--fix";

    /** Each part has a limit of its own, and this is beyond them. */
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Diagnosis examination;

    DoctorCommand(Diagnosis examination) {
        this.examination = examination;
    }

    @Override
    public String name() {
        return "doctor";
    }

    @Override
    public String summary() {
        return "checks all servers and says what to do; --fix creates topics, bucket and tables";
    }

    @Override
    public int run(List<String> arguments, PrintStream out) {
        if (!arguments.stream().allMatch(FIX::equals)) {
            out.println("usage: tapedeck doctor [--fix]");
            return USAGE;
        }
        if (arguments.contains(FIX)) {
            List<String> done = examination.fix().await().atMost(LIMIT);
            done.forEach(out::println);
            out.println(done.isEmpty() ? "There was nothing to create." : "");
        }
        List<CheckResult> findings = examination.findings().await().atMost(LIMIT);
        findings.forEach(
                finding -> out.printf("%-8s %-11s %s%n", mark(finding), finding.subject(), finding.sentence()));
        long open =
                findings.stream().filter(finding -> !(finding instanceof Fine)).count();
        out.println(open == 0 ? "All is well." : open + " of " + findings.size() + " need something to be done.");
        return open == 0 ? DONE : FAILED;
    }

    private static String mark(CheckResult finding) {
        return switch (finding) {
            case Fine fine -> "ok";
            case Warning warning -> "WARNING";
            case Broken broken -> "BROKEN";
        };
    }
}
