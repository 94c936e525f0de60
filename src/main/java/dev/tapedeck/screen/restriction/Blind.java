package dev.tapedeck.screen.restriction;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tokens for which the rules of one kind cannot be read.
 *
 * @param all whether that is so for every token
 * @param tokens the tokens, where it is not so for all
 */
public record Blind(boolean all, Set<String> tokens) {

    static final Blind NONE = new Blind(false, Set.of());
    public static final Blind ALL = new Blind(true, Set.of());

    public Blind {
        tokens = Set.copyOf(tokens);
    }

    boolean covers(String token) {
        return all || tokens.contains(token);
    }

    /** For people. */
    @Override
    public String toString() {
        return all ? "all tokens" : String.join(" ", new TreeSet<>(tokens));
    }

    /** The tokens that are in both. */
    Blind and(Blind other) {
        if (all) {
            return other;
        }
        Set<String> both = new HashSet<>(tokens);
        both.removeIf(token -> !other.covers(token));
        return new Blind(false, both);
    }
}
