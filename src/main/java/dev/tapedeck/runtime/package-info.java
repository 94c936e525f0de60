/** What all lanes share: mailbox, timer, retries and memory budgets. */
@NullMarked
package dev.tapedeck.runtime;

import org.jspecify.annotations.NullMarked;
