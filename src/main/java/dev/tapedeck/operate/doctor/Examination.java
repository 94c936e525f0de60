package dev.tapedeck.operate.doctor;

import dev.tapedeck.telemetry.Check;
import dev.tapedeck.telemetry.Finding;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** Runs the checks of all stages at the same time, each within a limit. Callable on any thread; does not block. */
@Singleton
public class Examination {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final List<Check> checks;

    Examination(@All List<Check> checks) {
        this.checks =
                checks.stream().sorted(Comparator.comparing(Check::subject)).toList();
    }

    /** What all checks find, by subject. Never fails, and answers within the limit of one check. */
    public Uni<List<Finding>> findings() {
        return all(checks.stream().map(Examination::findings).toList());
    }

    /** Has every check create what is missing; answers what was done, and what could not be done. Never fails. */
    Uni<List<String>> fix() {
        return all(checks.stream().map(Examination::fix).toList());
    }

    private static Uni<List<Finding>> findings(Check check) {
        return limited(Uni.createFrom().deferred(check::look))
                .onFailure()
                .recoverWithItem(failure -> List.of(check.explain(failure)));
    }

    private static Uni<List<String>> fix(Check check) {
        return limited(Uni.createFrom().deferred(check::fix))
                .onFailure()
                .recoverWithItem(failure ->
                        List.of(check.subject() + ": " + check.explain(failure).sentence()));
    }

    /** Clients may block or compute a little before their first answer, so each has a thread of its own to begin with. */
    private static <T> Uni<T> limited(Uni<T> work) {
        return work.runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .ifNoItem()
                .after(LIMIT)
                .fail();
    }

    private static <T> Uni<List<T>> all(List<Uni<List<T>>> parts) {
        return Uni.join()
                .all(parts)
                .andFailFast()
                .map(lists -> lists.stream().flatMap(List::stream).toList());
    }
}
