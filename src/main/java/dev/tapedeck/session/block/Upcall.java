package dev.tapedeck.session.block;

import io.quarkus.runtime.ImageMode;

/**
 * A function of C by which the library asks for the sequences of a part of a text: {@code ZSTD_sequenceProducer_F} of
 * <a href="https://github.com/facebook/zstd/blob/v1.5.7/lib/zstd.h">zstd.h</a>. It hands on to whoever compresses on this thread.
 */
interface Upcall {

    /** Bound while the library may ask. */
    ScopedValue<Asked> ASKED = ScopedValue.newInstance();

    /** Who answers. Must not throw: nothing of C could catch it. */
    interface Asked {

        /**
         * @param sequences where to put them, an address
         * @param capacity how many there is room for
         * @param from where the part begins, an address
         * @param bytes how long it is
         * @return how many sequences there are, or -1 if it cannot be told
         */
        long sequences(long sequences, long capacity, long from, long bytes);
    }

    /** The address of the function. */
    long address();

    /** What this thread is to have handed to the function as its state. */
    long state();

    /** For whatever this process is: a virtual machine and an executable make such functions differently. */
    static Upcall here() {
        return ImageMode.current() == ImageMode.NATIVE_RUN ? new ExecutableUpcall() : new MachineUpcall();
    }
}
