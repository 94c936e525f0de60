package dev.tapedeck.intake;

import io.smallrye.mutiny.Uni;
import java.util.List;

/** A sealed batch that has yet to be made durable. */
public interface SealedWork {

    /** Names of the objects it will write, unique within the batch; empty when nothing was recorded. */
    List<String> parts();

    /** Bytes held until it is durable. */
    long heldBytes();

    /** Writes objects and rows. Repeating it, by whomever, changes nothing more. Answers on any thread. */
    Uni<Void> write();

    /** The batch is durable and its offsets are committed: the last word on it. */
    void committed();
}
