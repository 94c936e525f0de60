/** Teams by their token, from Postgres, with a cache. */
@NullMarked
package dev.tapedeck.screen.team;

import org.jspecify.annotations.NullMarked;
