package dev.tapedeck.store.index;

import org.jspecify.annotations.Nullable;

/** An object is there and cannot be read: its index is damaged or cut off, or the server does not hand the object out. */
public final class UnreadableObject extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String address;
    private final String reason;

    public UnreadableObject(String bucket, String key, String reason, @Nullable Throwable cause) {
        super(key + " cannot be read: " + reason, cause);
        this.address = "s3://" + bucket + '/' + key;
        this.reason = reason;
    }

    /** Where it is. */
    public String address() {
        return address;
    }

    /** Why it cannot be read, as a clause. */
    public String reason() {
        return reason;
    }

    public static UnreadableObject damaged(String bucket, String key, RuntimeException damage) {
        return new UnreadableObject(bucket, key, "its index is damaged: " + damage.getMessage(), damage);
    }

    /** A text for people. */
    public String why() {
        return String.valueOf(getMessage());
    }
}
