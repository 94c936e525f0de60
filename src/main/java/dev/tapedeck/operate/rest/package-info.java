/** What an operator asks the running service over HTTP, on the management port, and what they tell it. */
@NullMarked
package dev.tapedeck.operate.rest;

import org.jspecify.annotations.NullMarked;
