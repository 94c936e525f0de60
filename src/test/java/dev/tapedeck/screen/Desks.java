package dev.tapedeck.screen;

/** Desks and look-ups for the tests of other stages. */
public final class Desks {

    private Desks() {}

    public static ScreenDesk ordinary() {
        return new ScreenDesk(new BodyReaders(1 << 20, true, 1), new HotSessions.Limits(100_000, 1000, 0.5, 10));
    }

    public static Lookups noLookups() {
        return Lookups.NONE;
    }
}
