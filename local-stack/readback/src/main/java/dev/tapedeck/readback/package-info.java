/**
 * What goes in and what a reader finds: recordings, rows, and blocks by their ranges, with nothing of the service's own code.
 * The end-to-end tests compile this package too.
 */
package dev.tapedeck.readback;
