/** The snapshot message and its events: one pass over the bytes that finds what matters. Pure. */
@NullMarked
package dev.tapedeck.scan.snapshot;

import org.jspecify.annotations.NullMarked;
