/** Topics: whether they exist, whether they fit, and how they are created. */
@NullMarked
package dev.tapedeck.kafka.admin;

import org.jspecify.annotations.NullMarked;
