/** Kafka in: messages, headers, inflation, lanes with their offsets and commits. Knows no team and no store. */
@NullMarked
package dev.tapedeck.intake;

import org.jspecify.annotations.NullMarked;
