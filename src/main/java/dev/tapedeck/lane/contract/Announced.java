package dev.tapedeck.lane.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an earlier owner announced of a batch that is built again.
 *
 * @param parts names of its objects: there are no others, whoever builds it
 * @param exits settles what stays and what leaves; null when that was not announced
 * @param durable what is written already
 */
public record Announced(List<String> parts, @Nullable RoutingPlan exits, Durable durable) {

    public Announced {
        parts = List.copyOf(parts);
    }

    /** Whether every one of its objects exists: then they hold all that was recorded. */
    public boolean isWritten() {
        return durable.parts().containsAll(parts);
    }
}
