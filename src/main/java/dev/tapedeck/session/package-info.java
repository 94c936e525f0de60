/** The open batch of a lane: what is recorded, what leaves it, and its seal. */
@NullMarked
package dev.tapedeck.session;

import org.jspecify.annotations.NullMarked;
