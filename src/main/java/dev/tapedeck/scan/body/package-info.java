/** From the value of a message to plain bytes: decompression within a limit. Pure. */
@NullMarked
package dev.tapedeck.scan.body;

import org.jspecify.annotations.NullMarked;
