/** The doctor: what a stage needs outside the process, and whether it is there. */
@NullMarked
package dev.tapedeck.diagnostics;

import org.jspecify.annotations.NullMarked;
