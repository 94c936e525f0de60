/** One session in an open batch: its lines and its facts. */
@NullMarked
package dev.tapedeck.session.recorder;

import org.jspecify.annotations.NullMarked;
