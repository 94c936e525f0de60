package dev.tapedeck.store.s3;

import io.smallrye.mutiny.Uni;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a batch needs of an object store. Every result may come on any thread. */
public interface ObjectStore {

    /** What came of writing an object. */
    public enum Put {
        CREATED,
        EXISTED
    }

    /** Writes the object unless there is one of this key. Either all of it becomes visible or nothing. */
    Uni<Put> putIfAbsent(String key, List<ByteBuffer> body);

    /** The last {@code bytes} bytes of the object, or all of a smaller one; null when there is none of this key. */
    Uni<byte @Nullable []> tail(String key, int bytes);

    /**
     * Whether {@link #tail} failed because the server refuses to return this object, for example as the object is in an archive. False
     * if the server is unavailable or overloaded.
     */
    boolean isRefusal(Throwable failure);

    /** Up to a thousand keys that begin with {@code prefix} and come after {@code after}, in order; empty at the end. */
    Uni<List<String>> list(String prefix, String after);
}
