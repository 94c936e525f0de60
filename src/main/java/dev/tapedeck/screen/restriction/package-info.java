/** Operators' rules: read from Redis and from the configuration, and matched with messages. */
@NullMarked
package dev.tapedeck.screen.restriction;

import org.jspecify.annotations.NullMarked;
