/** May a message come in? Typed verdicts, the look-ups behind them, and the two exits: dead letters and overflow. */
@NullMarked
package dev.tapedeck.screen;

import org.jspecify.annotations.NullMarked;
