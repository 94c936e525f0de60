/** The index at the end of an object: its format, and how it is read. */
@NullMarked
package dev.tapedeck.store.index;

import org.jspecify.annotations.NullMarked;
