package dev.tapedeck.screen;

import dev.tapedeck.intake.BodyInflater;
import dev.tapedeck.scan.BodyScanner;

/** What opens a body: an inflater and a scanner, each with its working memory. One thread at a time. */
final class BodyReader implements AutoCloseable {

    private final BodyInflater inflater;
    private final BodyScanner scanner;

    BodyReader(int maxBodyBytes, boolean unpack) {
        this.inflater = new BodyInflater(maxBodyBytes);
        this.scanner = new BodyScanner(maxBodyBytes, unpack);
    }

    BodyInflater inflater() {
        return inflater;
    }

    BodyScanner scanner() {
        return scanner;
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
