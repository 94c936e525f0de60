package dev.tapedeck.e2e;

/**
 * An event as the browser's recorder makes it.
 *
 * @param type rrweb's number of the event type
 * @param data the JSON of its data
 * @param at when, in milliseconds from the case's beginning; {@link #UNSET} before that is decided
 */
record RrwebEvent(int type, String data, long at) {

    static final long UNSET = -1;

    private static final int FULL_SNAPSHOT = 2;
    private static final int INCREMENTAL = 3;
    private static final int META = 4;
    private static final int PLUGIN = 6;

    /** A page is shown. */
    static RrwebEvent meta(String href) {
        return new RrwebEvent(META, "{\"href\":\"%s\",\"width\":1920,\"height\":1080}".formatted(href), UNSET);
    }

    /** The whole page. */
    static RrwebEvent fullSnapshot() {
        return new RrwebEvent(
                FULL_SNAPSHOT,
                "{\"node\":{\"type\":0,\"childNodes\":[],\"id\":1},\"initialOffset\":{\"left\":0,\"top\":0}}",
                UNSET);
    }

    /** What the direct peer's tests call mutations: their source says mouse interaction. */
    static RrwebEvent peerMutations() {
        return new RrwebEvent(
                INCREMENTAL, "{\"source\":2,\"mutations\":[{\"type\":\"characterData\",\"id\":1}]}", UNSET);
    }

    /** Something in the page has changed. */
    static RrwebEvent mutation() {
        return new RrwebEvent(
                INCREMENTAL, "{\"source\":0,\"texts\":[],\"attributes\":[],\"removes\":[],\"adds\":[]}", UNSET);
    }

    /** A mouse interaction: 2 is a click, 4 a double click. */
    static RrwebEvent mouse(int interaction, int nodeId) {
        return new RrwebEvent(
                INCREMENTAL,
                "{\"source\":2,\"type\":%d,\"id\":%d,\"x\":10,\"y\":20}".formatted(interaction, nodeId),
                UNSET);
    }

    /** Text was put into a field. */
    static RrwebEvent input(int nodeId, String text) {
        return new RrwebEvent(
                INCREMENTAL,
                "{\"source\":5,\"id\":%d,\"text\":\"%s\",\"isChecked\":false}".formatted(nodeId, text),
                UNSET);
    }

    /** The page wrote to its console. */
    static RrwebEvent console(String level, String message) {
        return new RrwebEvent(
                PLUGIN,
                "{\"plugin\":\"rrweb/console@1\",\"payload\":{\"level\":\"%s\",\"trace\":[],\"payload\":[\"%s\"]}}"
                        .formatted(level, message),
                UNSET);
    }

    RrwebEvent at(long millis) {
        return new RrwebEvent(type, data, millis);
    }

    /** @param base the case's beginning, epoch milliseconds */
    String json(long base) {
        return "{\"type\":%d,\"data\":%s,\"timestamp\":%d}".formatted(type, data, base + at);
    }
}
