package dev.tapedeck.scan;

public final class BodyScanner {
    public BodyScanner() {}

    public Scan scan(byte[] body, int length) {
        return new Scan.Rejected(ScanFault.INVALID_JSON);
    }
}
