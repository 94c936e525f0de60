/** Strict JSON cursors over bytes, for plain text and for text inside a JSON string. Pure; builds no trees. */
@NullMarked
package dev.tapedeck.scan.json;

import org.jspecify.annotations.NullMarked;
