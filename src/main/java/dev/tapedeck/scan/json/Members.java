package dev.tapedeck.scan.json;

/** What to do with the members of one kind of object. */
public interface Members {

    /** Copies the value ahead, which is the one of this name; answers false for broken text. */
    boolean member(Field field);
}
