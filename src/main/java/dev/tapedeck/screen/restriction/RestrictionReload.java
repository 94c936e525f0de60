package dev.tapedeck.screen.restriction;

import java.util.List;

/**
 * What reading the restrictions again has changed.
 *
 * @param added the rules that are in force now and were not before
 * @param removed the rules that were in force and are not now
 * @param faults what could not be read, by kind, for people; what a fault concerns keeps the rules it had
 * @param answered whether Redis answered for every kind of rule
 * @param status what is in force now
 */
public record RestrictionReload(
        List<Restriction> added,
        List<Restriction> removed,
        List<String> faults,
        boolean answered,
        RestrictionStatus status) {}
