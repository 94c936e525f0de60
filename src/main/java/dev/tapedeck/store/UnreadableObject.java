package dev.tapedeck.store;

/** An object is there and cannot be read: its index is damaged, or the server does not hand it out. */
final class UnreadableObject extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableObject(String key, String why, Throwable cause) {
        super(key + " cannot be read: " + why, cause);
    }

    static UnreadableObject damaged(String key, RuntimeException damage) {
        return new UnreadableObject(key, "its index is damaged: " + damage.getMessage(), damage);
    }

    /** A text for people. */
    String why() {
        return String.valueOf(getMessage());
    }
}
