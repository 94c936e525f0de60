/** Documents are compared with the code: lists, examples, and the language that they are written in. */
@NullMarked
package dev.tapedeck.documentation;

import org.jspecify.annotations.NullMarked;
