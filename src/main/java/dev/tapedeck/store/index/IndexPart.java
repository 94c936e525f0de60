package dev.tapedeck.store.index;

/** What reading the indexes of a bucket comes upon. */
public sealed interface IndexPart {

    /**
     * A part of an object's index.
     *
     * @param object the object with the blocks of this part
     */
    record Read(StoredObject object) implements IndexPart {}

    /**
     * An object, or the rest of one, that cannot be read.
     *
     * @param why a text for people that names it
     */
    record Unreadable(String why) implements IndexPart {}
}
