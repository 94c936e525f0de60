/** Dead letters as an operator handles them: list, show, replay. */
@NullMarked
package dev.tapedeck.operate.deadletters;

import org.jspecify.annotations.NullMarked;
