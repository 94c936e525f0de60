package dev.tapedeck.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.testing.Tenant;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * A message that cannot be read.
 *
 * @param name what is wrong with it
 * @param reason the header {@code dlq_reason} that it must get
 * @param step the header {@code dlq_step} that it must get
 * @param tampering makes it of a good message
 */
record Malformed(String name, String reason, String step, UnaryOperator<Message> tampering) {

    private static final String HEADERS = "validate-headers";
    private static final String PARSE = "parse-message";

    private static final int OVER_64_MIB = (64 << 20) + 1;

    static List<Malformed> all() {
        return List.of(
                of(
                        "token is restricted",
                        "restricted_to_dlq",
                        "apply-restrictions",
                        message -> message.withHeader("token", Tenant.DEAD_LETTERED.token())),
                of("a thousand headers too many", "too_many_headers", HEADERS, Malformed::withManyHeaders),
                of("no token", "no_token_in_header", HEADERS, message -> message.withoutHeader("token")),
                of("empty token", "no_token_in_header", HEADERS, message -> message.withHeader("token", "")),
                of("no session id", "no_session_id_in_header", HEADERS, message -> message.withoutHeader("session_id")),
                of(
                        "no distinct id",
                        "no_distinct_id_in_header",
                        HEADERS,
                        message -> message.withoutHeader("distinct_id")),
                body("no value", "message_value_or_timestamp_is_empty", message -> message.withBody((byte[]) null)),
                body("empty value", "message_value_or_timestamp_is_empty", message -> message.withBody("")),
                body("gzip cut short", "invalid_compressed_data", message -> {
                    byte[] whole = Encoding.GZIP.apply(message).bytes();
                    return message.withBody(Arrays.copyOf(whole, whole.length / 2));
                }),
                body("lz4 with a wrong length", "invalid_compressed_data", message -> {
                    Message whole = Encoding.LZ4.apply(message);
                    byte[] body = whole.bytes().clone();
                    body[0]++;
                    return whole.withBody(body);
                }),
                body(
                        "lz4 of garbage",
                        "invalid_compressed_data",
                        message -> message.withHeader("content-encoding", "lz4").withBody(lz4(100, "garbage"))),
                body(
                        "lz4 of more than 64 MiB",
                        "message_too_large",
                        message -> message.withHeader("content-encoding", "lz4").withBody(lz4(OVER_64_MIB, "garbage"))),
                body("no JSON", "invalid_json", message -> message.withBody("this is no JSON")),
                body(
                        "JSON cut short",
                        "invalid_json",
                        message -> message.withBody(
                                message.text().substring(0, message.text().length() / 2))),
                body("no object", "invalid_message_payload", message -> message.withBody("[1,2,3]")),
                body(
                        "no distinct id in the body",
                        "invalid_message_payload",
                        message -> message.replacing("\"distinct_id\":\"", "\"another\":\"")),
                body(
                        "data is no string",
                        "invalid_message_payload",
                        message ->
                                message.withBody("{\"distinct_id\":\"x\",\"data\":{\"event\":\"$snapshot_items\"}}")),
                body(
                        "data is no JSON",
                        "received_non_snapshot_message",
                        message -> message.withBody("{\"distinct_id\":\"x\",\"data\":\"no JSON\"}")),
                body(
                        "another event",
                        "received_non_snapshot_message",
                        message -> message.replacing(
                                "$snapshot_items\\\",\\\"properties", "$pageview\\\",\\\"properties")),
                body(
                        "no items",
                        "received_non_snapshot_message",
                        message -> message.replacing("\\\"$snapshot_items\\\":[", "\\\"$other_items\\\":[")),
                body(
                        "no session id in the body",
                        "received_non_snapshot_message",
                        message -> message.replacing("$session_id", "$no_session_id")),
                body(
                        "another session in the body",
                        "session_id_header_body_mismatch",
                        message -> message.withHeader(
                                "session_id", UUID.randomUUID().toString())),
                body(
                        "another person in the body",
                        "distinct_id_header_body_mismatch",
                        message -> message.withHeader("distinct_id", "someone else")));
    }

    /** The table as cases. */
    static List<EndToEndCase> cases() {
        Payload good = Payload.of("a", RrwebEvent.meta("https://example.com"), RrwebEvent.fullSnapshot());
        return all().stream()
                .map(one -> EndToEndCase.deadLettered(one.name, one.reason, one.step, good.tampered(one.tampering)))
                .toList();
    }

    private static Message withManyHeaders(Message message) {
        Message many = message;
        for (int i = 0; i <= MessageHeaders.MOST; i++) {
            many = many.withHeader("header-" + i, "");
        }
        return many;
    }

    private static Malformed of(String name, String reason, String step, UnaryOperator<Message> tampering) {
        return new Malformed(name, reason, step, tampering);
    }

    private static Malformed body(String name, String reason, UnaryOperator<Message> tampering) {
        return new Malformed(name, reason, PARSE, tampering);
    }

    private static byte[] lz4(int length, String block) {
        return ByteBuffer.allocate(Integer.BYTES + block.length())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .put(block.getBytes(UTF_8))
                .array();
    }
}
