package dev.tapedeck.runtime;

/** Whether there is memory for a body. */
public interface Reservation {

    /**
     * Whether the body at hand may take this many bytes in all. Asked before they are allocated, again when they turn out to be more; does
     * not wait. After a refusal the body is given up, to be tried again later.
     */
    boolean has(long bytes);
}
