package dev.tapedeck.summary;

import dev.tapedeck.store.StoredObject;
import io.smallrye.mutiny.Uni;

/** Where the rows of an object go. */
interface RowSink {

    /** Writes all rows that the object's index names. Repeating it adds nothing. Answers on any thread. */
    Uni<Void> write(StoredObject object);
}
