/** The verdicts on messages. Every verdict but admission has a typed reason. */
@NullMarked
package dev.tapedeck.screen.verdict;

import org.jspecify.annotations.NullMarked;
