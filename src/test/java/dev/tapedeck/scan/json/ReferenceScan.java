package dev.tapedeck.scan.json;

import dev.tapedeck.scan.snapshot.BodyScanner;
import dev.tapedeck.scan.snapshot.ConsolePayload;
import dev.tapedeck.scan.snapshot.Scan;
import dev.tapedeck.scan.snapshot.ScannedBody.MobileMode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** What {@link BodyScanner} must find, computed from trees. */
public sealed interface ReferenceScan {

    record Refused(Scan.Fault fault) implements ReferenceScan {}

    record Found(
            String distinctId,
            String sessionId,
            @Nullable String windowId,
            @Nullable String snapshotSource,
            @Nullable String library,
            List<Event> events,
            int invalid)
            implements ReferenceScan {}

    record Event(
            Json json,
            double timestamp,
            int type,
            int source,
            int interaction,
            @Nullable String href,
            @Nullable ConsolePayload console,
            @Nullable MobileMode mode,
            boolean wrapped) {}

    static ReferenceScan of(byte[] body) {
        byte[] repaired = new byte[(int) Utf8.repairedLength(body, body.length)];
        Utf8.repair(body, body.length, repaired);
        Json outer = Json.parse(new String(repaired, StandardCharsets.UTF_8));
        if (outer == null) {
            return new Refused(Scan.Fault.INVALID_JSON);
        }
        if (!(get(outer, "distinct_id") instanceof Json.Text distinctId)
                || !(get(outer, "data") instanceof Json.Text data)) {
            return new Refused(Scan.Fault.INVALID_PAYLOAD);
        }
        Json inner = Json.parse(data.value());
        Json properties = get(inner, "properties");
        if (!new Json.Text("$snapshot_items").equals(get(inner, "event"))
                || !(get(properties, "$snapshot_items") instanceof Json.Array items)
                || !(get(properties, "$session_id") instanceof Json.Text session)
                || !isWindow(get(properties, "$window_id"))) {
            return new Refused(Scan.Fault.NOT_A_SNAPSHOT);
        }
        List<Event> events = new ArrayList<>();
        for (Json element : items.elements()) {
            Json item = element instanceof Json.Text packed ? unpacked(packed.value()) : element;
            if (item != null
                    && get(item, "timestamp") instanceof Json.Numeral time
                    && time.value() > 0
                    && time.value() <= 8.64e15) {
                events.add(event(item, time.value()));
            }
        }
        return new Found(
                distinctId.value(),
                session.value(),
                get(properties, "$window_id") instanceof Json.Numeral id
                        ? id.spelling()
                        : text(get(properties, "$window_id")),
                text(get(properties, "$snapshot_source")),
                text(get(properties, "$lib")),
                events,
                items.elements().size() - events.size());
    }

    private static boolean isWindow(@Nullable Json id) {
        return switch (id) {
            case null -> true;
            case Json.Text _, Json.Numeral _ -> true;
            case Json.Literal(String word) -> word.equals("null");
            default -> false;
        };
    }

    /** The event that a string of rrweb's packer stands for, or null. */
    private static @Nullable Json unpacked(String packed) {
        if (packed.chars().anyMatch(c -> c > 0xFF)) {
            return null;
        }
        ByteArrayInputStream zlib = new ByteArrayInputStream(packed.getBytes(StandardCharsets.ISO_8859_1));
        try {
            byte[] text = new InflaterInputStream(zlib, new Inflater(), 1).readAllBytes();
            Json event = zlib.available() > 0
                    ? null
                    : Json.parse(StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(text))
                            .toString());
            return new Json.Text("v1").equals(get(event, "v")) ? event : null;
        } catch (IOException none) {
            return null;
        }
    }

    private static Event event(Json item, double timestamp) {
        Json data = get(item, "data");
        Json payload = get(data, "payload");
        int type = small(get(item, "type"));
        int source = small(get(data, "source"));
        String href = trimmed(get(data, "href"));
        if (href == null) {
            href = trimmed(get(payload, "href"));
        }
        boolean console = type == 6 && new Json.Text("rrweb/console@1").equals(get(data, "plugin"));
        return new Event(
                item,
                timestamp,
                type,
                source,
                small(get(data, "type")),
                href,
                console ? new ConsolePayload(text(get(payload, "level")), strings(get(payload, "payload"))) : null,
                mode(type, source, data),
                get(item, "cv") != null);
    }

    private static @Nullable MobileMode mode(int type, int source, @Nullable Json data) {
        List<Json> wireframes = new ArrayList<>();
        if (type == 2) {
            wireframes.addAll(elements(get(data, "wireframes")));
        } else if (type == 3 && source == 0) {
            elements(get(data, "adds")).forEach(add -> addIfPresent(wireframes, get(add, "wireframe")));
            elements(get(data, "updates")).forEach(update -> addIfPresent(wireframes, get(update, "wireframe")));
        }
        for (Json wireframe : wireframes) {
            if (get(wireframe, "id") instanceof Json.Numeral id && Double.isFinite(id.value())) {
                boolean screenshot = new Json.Text("screenshot").equals(get(wireframe, "type"));
                return screenshot ? MobileMode.SCREENSHOT : MobileMode.WIREFRAME;
            }
        }
        return null;
    }

    private static void addIfPresent(List<Json> list, @Nullable Json value) {
        if (value != null) {
            list.add(value);
        }
    }

    private static @Nullable Json get(@Nullable Json json, String name) {
        return json instanceof Json.Obj object ? object.get(name) : null;
    }

    private static List<Json> elements(@Nullable Json json) {
        return json instanceof Json.Array array ? array.elements() : List.of();
    }

    private static @Nullable String text(@Nullable Json json) {
        return json instanceof Json.Text text ? text.value() : null;
    }

    private static List<String> strings(@Nullable Json json) {
        List<Json> all = json instanceof Json.Text line ? List.of(line) : elements(json);
        return all.stream()
                .map(ReferenceScan::text)
                .filter(text -> text != null && !text.isEmpty())
                .toList();
    }

    private static int small(@Nullable Json json) {
        if (!(json instanceof Json.Numeral number)) {
            return -1;
        }
        double value = number.value();
        return value >= 0 && value <= Integer.MAX_VALUE && value == Math.rint(value) ? (int) value : -1;
    }

    private static @Nullable String trimmed(@Nullable Json json) {
        if (!(json instanceof Json.Text text)) {
            return null;
        }
        String space = "[\\t\\n\\x0B\\f\\r \\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000\\uFEFF]+";
        String trimmed = text.value().replaceAll("^" + space, "").replaceAll(space + "\\z", "");
        return trimmed.isEmpty() ? null : trimmed;
    }
}
