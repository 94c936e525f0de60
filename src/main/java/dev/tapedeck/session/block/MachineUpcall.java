package dev.tapedeck.session.block;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/** As a virtual machine makes it, once in the life of the process. */
final class MachineUpcall implements Upcall {

    /** Made at first use: it takes some ten milliseconds. */
    private static final class Stub {

        private static final FunctionDescriptor SIGNATURE = FunctionDescriptor.of(
                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT,
                JAVA_LONG);

        static final MemorySegment FUNCTION = Linker.nativeLinker().upcallStub(entry(), SIGNATURE, Arena.global());

        private static MethodHandle entry() {
            try {
                return MethodHandles.lookup().findStatic(MachineUpcall.class, "entry", SIGNATURE.toMethodType());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("the method stands below", e);
            }
        }
    }

    @Override
    public long address() {
        return Stub.FUNCTION.address();
    }

    @Override
    public long state() {
        return 0;
    }

    @SuppressWarnings("unused") // the signature is the library's
    private static long entry(
            long state,
            long sequences,
            long capacity,
            long from,
            long bytes,
            long dictionary,
            long dictionaryBytes,
            int level,
            long window) {
        return ASKED.get().sequences(sequences, capacity, from, bytes);
    }
}
