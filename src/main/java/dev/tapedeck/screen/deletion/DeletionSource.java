package dev.tapedeck.screen.deletion;

import dev.tapedeck.screen.ScreenConfig;
import dev.tapedeck.screen.SessionKey;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.Set;

/** A server that knows which recordings were deleted in the product. Callable on any thread. */
public interface DeletionSource {

    /** What configuration calls it. */
    ScreenConfig.Deletions.Source source();

    /** Those of these sessions whose recordings were deleted. Fails when there is no answer. */
    Uni<Set<SessionKey>> deleted(Collection<SessionKey> sessions);
}
