/** The routes on the management port. */
@NullMarked
package dev.tapedeck.management.http;

import org.jspecify.annotations.NullMarked;
