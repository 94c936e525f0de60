package dev.tapedeck.screen.judge;

import dev.tapedeck.runtime.LargeBodyBudget.Reservation;
import dev.tapedeck.scan.body.BodyInflater;
import dev.tapedeck.scan.body.Inflation;
import dev.tapedeck.scan.snapshot.BodyScanner;
import dev.tapedeck.scan.snapshot.Scan;
import org.jspecify.annotations.Nullable;

/** What opens a body: an inflater and a scanner, each with its working memory. One thread at a time. */
final class BodyReader implements AutoCloseable {

    private final BodyInflater inflater;
    private final BodyScanner scanner;

    BodyReader(int maxBodyBytes, boolean unpack) {
        this.inflater = new BodyInflater(maxBodyBytes);
        this.scanner = new BodyScanner(maxBodyBytes, unpack);
    }

    /** The plain body of a message value. */
    Inflation inflate(byte[] value, @Nullable String encoding, Reservation room) {
        return inflater.inflate(value, encoding, room);
    }

    /** Finds the events in what {@link #inflate} answered, which must not be looked at any more then. */
    Scan scan(byte[] body, int length, Reservation room) {
        Scan scan = scanner.scan(body, length, room::has);
        inflater.trim();
        return scan;
    }

    /** How many bytes its working memory has grown to. */
    long workingBytes() {
        return inflater.workingBytes() + scanner.workingBytes();
    }

    @Override
    public void close() {
        inflater.close();
    }
}
