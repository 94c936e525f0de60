/** Meters, traces and numbered messages. Knows no stage. */
@NullMarked
package dev.tapedeck.telemetry;

import org.jspecify.annotations.NullMarked;
