/** The open batch of a lane: sessions, their activity and console lines, and the blocks they are sealed into. */
@NullMarked
package dev.tapedeck.session;

import org.jspecify.annotations.NullMarked;
