/** The objects as Amazon S3 and its equals keep them. */
@NullMarked
package dev.tapedeck.store.s3;

import org.jspecify.annotations.NullMarked;
