/** A session's lines become one compressed block. */
@NullMarked
package dev.tapedeck.session.block;

import org.jspecify.annotations.NullMarked;
