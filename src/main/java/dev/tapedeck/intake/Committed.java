package dev.tapedeck.intake;

import org.jspecify.annotations.Nullable;

/**
 * What the group has committed for a partition.
 *
 * @param offset the next offset to read; negative when the group has committed none yet
 * @param intent the batch that was about to be written from there, or null
 */
public record Committed(long offset, @Nullable Intent intent) {

    /** The group is new to this partition. */
    public static final Committed NONE = new Committed(-1, null);
}
