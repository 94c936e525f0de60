/** Bodies to events: one pass over the bytes of a message that finds what matters. Pure; knows no Kafka and no team. */
@NullMarked
package dev.tapedeck.scan;

import org.jspecify.annotations.NullMarked;
