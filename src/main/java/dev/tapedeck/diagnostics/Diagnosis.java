package dev.tapedeck.diagnostics;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * Runs the checks of all stages at the same time, each within a limit. A check that failed is tried a second time: servers, pools
 * and this process itself may have been starting. Callable on any thread; does not block.
 */
@Singleton
public class Diagnosis {

    /** The clients give up before that, after the ten seconds that the first answer to a cold process may take. */
    private static final Duration LIMIT = Duration.ofSeconds(12);

    private final List<DependencyCheck> checks;

    Diagnosis(@All List<DependencyCheck> checks) {
        this.checks = checks.stream()
                .sorted(Comparator.comparing(DependencyCheck::subject))
                .toList();
    }

    /** What all checks find, by subject. Never fails, and answers within twice the limit of one check. */
    public Uni<List<CheckResult>> findings() {
        return all(checks.stream().map(Diagnosis::findings).toList());
    }

    /** Has every check create what is missing; answers what was done, and what could not be done. Never fails. */
    Uni<List<String>> fix() {
        return all(checks.stream().map(Diagnosis::fix).toList());
    }

    private static Uni<List<CheckResult>> findings(DependencyCheck check) {
        return limited(Uni.createFrom().deferred(check::look))
                .onFailure()
                .retry()
                .atMost(1)
                .onFailure()
                .recoverWithUni(failure -> explained(check, failure).map(List::of));
    }

    private static Uni<CheckResult> explained(DependencyCheck check, Throwable failure) {
        return Uni.createFrom()
                .item(() -> check.explain(failure))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private static Uni<List<String>> fix(DependencyCheck check) {
        return limited(Uni.createFrom().deferred(check::fix))
                .onFailure()
                .recoverWithUni(failure ->
                        explained(check, failure).map(finding -> List.of(check.subject() + ": " + finding.sentence())));
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
