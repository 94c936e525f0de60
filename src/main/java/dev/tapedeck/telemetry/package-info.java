/** Names: meters with the relations between them, and the numbered messages an operator acts on. */
@NullMarked
package dev.tapedeck.telemetry;

import org.jspecify.annotations.NullMarked;
