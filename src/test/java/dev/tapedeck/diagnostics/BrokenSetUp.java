package dev.tapedeck.diagnostics;

import java.util.Map;

/**
 * A set-up with one thing wrong.
 *
 * @param name what is wrong
 * @param settings those that differ from a good set-up
 * @param thing what the doctor must name
 * @param remedy what it must say to do
 */
record BrokenSetUp(String name, Map<String, String> settings, String thing, String remedy) {

    @Override
    public String toString() {
        return name;
    }
}
