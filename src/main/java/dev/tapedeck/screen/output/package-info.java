/** The side outputs: dead letters and overflow. */
@NullMarked
package dev.tapedeck.screen.output;

import org.jspecify.annotations.NullMarked;
