package dev.tapedeck.store;

import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.lane.contract.LogId;
import dev.tapedeck.screen.Retention;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Names that are a pure function of a batch's identity: whoever writes the batch again, writes to the same place.
 *
 * <p>Keys keep the direct peer's pattern {@code <prefix>/<retention>/<epoch millis>-<16 hex>}, which its readers check; the
 * hex digits are a hash of the identity where the peer draws them by lot.
 */
public final class ObjectKeys {

    private final String prefix;

    /** @param prefix the first part of every key; no slash at its ends, not empty */
    public ObjectKeys(String prefix) {
        if (prefix.isEmpty() || prefix.startsWith("/") || prefix.endsWith("/")) {
            throw new IllegalArgumentException(
                    "tapedeck.store.prefix must be a path without slashes at its ends, but is '" + prefix + "'");
        }
        this.prefix = prefix;
    }

    /** What the keys of all objects of this retention begin with. */
    String prefix(Retention retention) {
        return prefix + '/' + retention.label() + '/';
    }

    /** The key of the batch's object for this retention. */
    public String key(BatchSpan span, Retention retention) {
        byte[] hash = sha256(identity(span) + '\n' + retention.label());
        return prefix
                + '/'
                + retention.label()
                + '/'
                + span.firstTimestamp()
                + '-'
                + HexFormat.of().formatHex(hash, 0, 8);
    }

    /** The batch's id: a UUID of version 7, whose time is the first message's and whose random part is a hash. */
    public static UUID batchId(BatchSpan span) {
        ByteBuffer hash = ByteBuffer.wrap(sha256(identity(span)));
        long high = span.firstTimestamp() << 16 | 0x7000L | hash.getLong() >>> 52;
        long low = 0x8000_0000_0000_0000L | hash.getLong() >>> 2;
        return new UUID(high, low);
    }

    private static String identity(BatchSpan span) {
        LogId log = span.log();
        String offsets = span.topic() + '\n' + span.partition() + '\n' + span.from() + '\n' + span.until();
        return log == null ? offsets : offsets + '\n' + log.text();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
