/** What an operator asks and does: the REST endpoints and the commands. Knows every stage; only boot knows it. */
@NullMarked
package dev.tapedeck.operate;

import org.jspecify.annotations.NullMarked;
