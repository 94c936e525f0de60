package dev.tapedeck.intake;

/** What an open batch did with a message. */
public sealed interface Take {

    /** It is dealt with: recorded, dropped, or on its way to an exit. */
    record Taken() implements Take {

        public static final Taken INSTANCE = new Taken();
    }

    /** It is large, and others take the memory for such: it is to be given again soon, and all after it. */
    record Later() implements Take {}

    /**
     * It must wait, and all after it.
     *
     * @param dependency the server that owes an answer, as health and metrics name it
     */
    record Wait(String dependency) implements Take {}
}
