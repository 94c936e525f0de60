/** What a lane asks of its partition and of the stages behind it, and the identity of a batch. */
@NullMarked
package dev.tapedeck.lane.contract;

import org.jspecify.annotations.NullMarked;
