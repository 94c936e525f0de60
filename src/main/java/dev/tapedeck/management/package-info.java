/** What operators may ask: its configuration. */
@NullMarked
package dev.tapedeck.management;

import org.jspecify.annotations.NullMarked;
