/** What this instance remembers of verdicts. */
@NullMarked
package dev.tapedeck.management.history;

import org.jspecify.annotations.NullMarked;
