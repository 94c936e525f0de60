package dev.tapedeck.store;

import java.util.List;

/**
 * What some keys of the bucket hold.
 *
 * @param objects those whose index was read
 * @param unreadable a text for people about every object that could not be read
 */
public record IndexPage(List<StoredObject> objects, List<String> unreadable) {

    public IndexPage {
        objects = List.copyOf(objects);
        unreadable = List.copyOf(unreadable);
    }
}
