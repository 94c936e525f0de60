/** What surrounds the code: the native image's metadata, images, and manifests. */
@NullMarked
package dev.tapedeck.packaging;

import org.jspecify.annotations.NullMarked;
