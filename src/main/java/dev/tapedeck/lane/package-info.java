/** A lane is one assigned partition: its queue, its open batch, and the delivery of its sealed batches. */
@NullMarked
package dev.tapedeck.lane;

import org.jspecify.annotations.NullMarked;
