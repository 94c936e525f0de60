/** Copies of messages that go to another topic with their batch. */
@NullMarked
package dev.tapedeck.session.copies;

import org.jspecify.annotations.NullMarked;
