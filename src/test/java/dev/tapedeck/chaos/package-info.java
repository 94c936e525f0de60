/** The packaged service as real processes before real servers, while either of them is killed, frozen, slow or away. */
@NullMarked
package dev.tapedeck.chaos;

import org.jspecify.annotations.NullMarked;
