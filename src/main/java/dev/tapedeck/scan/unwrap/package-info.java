/** Restores the fields that the browser compressed inside events. Pure. */
@NullMarked
package dev.tapedeck.scan.unwrap;

import org.jspecify.annotations.NullMarked;
