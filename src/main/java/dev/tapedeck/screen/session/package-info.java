/** What is known of a session: whether it is new, whether it is hot, and how long it is kept. */
@NullMarked
package dev.tapedeck.screen.session;

import org.jspecify.annotations.NullMarked;
