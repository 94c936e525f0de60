/** Recordings that were deleted elsewhere: nothing of them is recorded any more. */
@NullMarked
package dev.tapedeck.screen.deletion;

import org.jspecify.annotations.NullMarked;
