package dev.tapedeck.runtime;

/** Bugs that one message or one session meets, and that others must not suffer from. */
public final class Bugs {

    private Bugs() {}

    /**
     * To be called with what was caught, before going on without what has failed. A stack that is used up is a bug like any other.
     *
     * @throws VirtualMachineError when it is one, such as a full heap: no message is to blame, and the process should not go on
     */
    public static void isolate(Throwable thrown) {
        if (thrown instanceof VirtualMachineError error && !(thrown instanceof StackOverflowError)) {
            throw error;
        }
    }
}
