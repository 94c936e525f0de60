/** May a message come in? The checks, in their order, and the look-ups behind them. */
@NullMarked
package dev.tapedeck.screen.judge;

import org.jspecify.annotations.NullMarked;
