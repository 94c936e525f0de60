package dev.tapedeck.session.block;

import org.graalvm.nativeimage.CurrentIsolate;
import org.graalvm.nativeimage.IsolateThread;
import org.graalvm.nativeimage.c.function.CEntryPoint;
import org.graalvm.nativeimage.c.function.CEntryPointLiteral;
import org.graalvm.nativeimage.c.function.CFunctionPointer;

/** As an executable has it, compiled in. Not for the virtual machine. */
final class ExecutableUpcall implements Upcall {

    private static final CEntryPointLiteral<CFunctionPointer> FUNCTION = CEntryPointLiteral.create(
            ExecutableUpcall.class,
            "entry",
            IsolateThread.class,
            long.class,
            long.class,
            long.class,
            long.class,
            long.class,
            long.class,
            int.class,
            long.class);

    @Override
    public long address() {
        return FUNCTION.getFunctionPointer().rawValue();
    }

    /** Without it compiled code does not know where it is. */
    @Override
    public long state() {
        return CurrentIsolate.getCurrentThread().rawValue();
    }

    @CEntryPoint(publishAs = CEntryPoint.Publish.NotPublished)
    @SuppressWarnings("unused") // the signature is the library's
    private static long entry(
            IsolateThread thread,
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
