/** Objects in S3. Each ends with the index of its blocks. */
@NullMarked
package dev.tapedeck.store;

import org.jspecify.annotations.NullMarked;
