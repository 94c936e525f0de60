/** Checks the configuration before anything starts, names unknown keys, and reads the environment of the direct peer. */
@NullMarked
package dev.tapedeck.app.configuration;

import org.jspecify.annotations.NullMarked;
