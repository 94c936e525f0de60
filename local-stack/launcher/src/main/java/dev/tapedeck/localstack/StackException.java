package dev.tapedeck.localstack;

/** Why the stack or a part of it cannot run, worded for the person who started it. */
final class StackException extends Exception {

    private static final long serialVersionUID = 1L;

    StackException(String message) {
        super(message);
    }

    StackException(String message, Throwable cause) {
        super(message, cause);
    }
}
