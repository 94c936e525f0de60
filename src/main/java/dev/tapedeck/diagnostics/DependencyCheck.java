package dev.tapedeck.diagnostics;

import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * Looks whether one thing outside the process is as the service needs it. Safe beside the running service, and as often as
 * one likes: it takes no message and leaves nothing behind. Callable on any thread; does not block.
 */
public interface DependencyCheck {

    /** What is looked at, in one or two words. */
    String subject();

    /** Looks; answers at least one finding. Fails with whatever went wrong, for {@link #explain}. */
    Uni<List<CheckResult>> look();

    /**
     * What it means that {@link #look} failed. Called on a worker thread: it may connect to the server once more to find out.
     *
     * @param failure its failure, or a {@link io.smallrye.mutiny.TimeoutException} when nothing came in time
     */
    CheckResult explain(Throwable failure);

    /** Creates what is missing and can be created; answers a line for everything that it did. Repeating it does nothing. */
    default Uni<List<String>> fix() {
        return Uni.createFrom().item(List.of());
    }
}
