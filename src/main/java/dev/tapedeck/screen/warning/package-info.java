/** Ingestion warnings, which tell a team what it can mend. */
@NullMarked
package dev.tapedeck.screen.warning;

import org.jspecify.annotations.NullMarked;
