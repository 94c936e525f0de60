package dev.tapedeck.scan.body;

/** The outcome of inflating one body. */
public sealed interface Inflation {

    /**
     * The body is plain.
     *
     * @param bytes the array that holds it from index 0: the inflater's own or, for a body that came plain, the message's.
     *     Not to be written to, and valid until the next {@link BodyInflater#inflate}
     * @param length how many of the bytes count
     */
    @SuppressWarnings("ArrayRecordComponent") // a view: copying it would cost what the reuse saves
    record Plain(byte[] bytes, int length) implements Inflation {}

    /**
     * The body is over the limit.
     *
     * @param bytes its inflated size as the body declares it; when it declares none that is over the limit, the size at
     *     which inflating stopped, so the true size is at least this
     */
    record TooLarge(long bytes) implements Inflation {}

    /**
     * There is no memory for the body now.
     */
    record NoRoom() implements Inflation {}

    /**
     * The body is no valid compressed data.
     *
     * @param cause what is wrong with it, for people, without content of the message
     */
    record Damaged(String cause) implements Inflation {}
}
