package dev.tapedeck.screen.team;

import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.Map;

/** Where teams are looked up. */
public interface TeamSource {

    /** The teams of these tokens, in one query. Tokens that belong to no team are left out. Fails when there is no answer. */
    Uni<Map<String, Team>> byTokens(Collection<String> tokens);
}
