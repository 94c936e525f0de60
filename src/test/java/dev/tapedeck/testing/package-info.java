/** What tests need around the service: the real servers, the service started with them, and hands on both ends of it. */
@NullMarked
package dev.tapedeck.testing;

import org.jspecify.annotations.NullMarked;
