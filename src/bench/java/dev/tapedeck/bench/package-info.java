/** What the hot path costs, measured. */
@NullMarked
package dev.tapedeck.bench;

import org.jspecify.annotations.NullMarked;
