/** The rows of a batch, whichever way they go. */
@NullMarked
package dev.tapedeck.summary;

import org.jspecify.annotations.NullMarked;
