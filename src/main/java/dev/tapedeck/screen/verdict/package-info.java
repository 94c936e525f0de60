/** The answers that screening can give. Every answer has a typed reason. */
@NullMarked
package dev.tapedeck.screen.verdict;

import org.jspecify.annotations.NullMarked;
