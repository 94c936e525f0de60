package dev.tapedeck.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A request or an answer as it went over the wire.
 *
 * @param lines start line and headers, without line ends
 * @param body the body with its chunk marks, if it had any
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HttpMessage(List<String> lines, byte[] body) {

    private static final int START = 200;
    private static final String LINE_END = "\r\n";

    /**
     * Reads a whole message; null when the stream ends before it begins.
     *
     * @param emptyAnswer whether this is an answer that has no body, whatever its headers say
     */
    static @Nullable HttpMessage read(InputStream in, boolean emptyAnswer) throws IOException {
        List<String> lines = head(in);
        if (lines == null) {
            return null;
        }
        HttpMessage head = new HttpMessage(lines, new byte[0]);
        if (emptyAnswer || head.isEmptyAnswer()) {
            return head;
        }
        byte[] body = body(in, head);
        return new HttpMessage(head.hasLength() ? lines : withLength(lines, body.length), body);
    }

    private boolean hasLength() {
        return header("transfer-encoding").isPresent()
                || header("content-length").isPresent();
    }

    /** The end of the connection was the end of the message: whoever keeps its own connection has to say where that is. */
    private static List<String> withLength(List<String> lines, int length) {
        return Stream.concat(lines.stream(), Stream.of("Content-Length: " + length))
                .toList();
    }

    /** Reads start line and headers; null when the stream ends before they begin. */
    static @Nullable List<String> head(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.length() < 4 || !text.substring(text.length() - 4).equals(LINE_END + LINE_END)) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            text.append((char) next);
        }
        return List.of(text.toString().strip().split(LINE_END));
    }

    /** Reads the body that belongs to this head. */
    static byte[] body(InputStream in, HttpMessage head) throws IOException {
        if (head.header("transfer-encoding").isPresent()) {
            return chunks(in);
        }
        Optional<String> length = head.header("content-length");
        if (length.isPresent()) {
            return exactly(in, Integer.parseInt(length.get()));
        }
        return head.isAnswer() ? in.readAllBytes() : new byte[0];
    }

    /** The method, or of an answer the version. */
    public String method() {
        return part(0);
    }

    /** The path with its query, or of an answer the status. */
    public String target() {
        return part(1);
    }

    /** The request with these parameters of its URL only. */
    public HttpMessage withParameters(Predicate<String> names) {
        String[] target = target().split("\\?", 2);
        String kept = target.length < 2
                ? ""
                : Stream.of(target[1].split("&", -1))
                        .filter(one -> names.test(one.split("=", 2)[0]))
                        .collect(Collectors.joining("&"));
        List<String> changed = new ArrayList<>(lines);
        changed.set(0, method() + ' ' + target[0] + '?' + kept + ' ' + part(2));
        return new HttpMessage(List.copyOf(changed), body);
    }

    /** The first characters of the body, which name the table of an insert. */
    public String bodyStart() {
        return new String(body, 0, Math.min(body.length, START), ISO_8859_1);
    }

    public Optional<String> header(String name) {
        return lines.stream()
                .skip(1)
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }

    /** Whether a request of S3 carries a checksum of its object, in a header or behind the body. */
    public boolean hasChecksum() {
        return header("x-amz-checksum-crc32").isPresent()
                || header("x-amz-trailer").isPresent()
                || header("x-amz-sdk-checksum-algorithm").isPresent();
    }

    /** The bytes to send on. What asks for an interim answer is left out: the relay has given it. */
    byte[] bytes() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String line : lines) {
            if (!line.toLowerCase(Locale.ROOT).startsWith("expect:")) {
                out.write((line + LINE_END).getBytes(ISO_8859_1));
            }
        }
        out.write(LINE_END.getBytes(ISO_8859_1));
        out.write(body);
        return out.toByteArray();
    }

    private boolean isAnswer() {
        return method().startsWith("HTTP/");
    }

    private boolean isEmptyAnswer() {
        return isAnswer() && (target().equals("204") || target().equals("304"));
    }

    private String part(int index) {
        return lines.getFirst().split(" ", -1)[index];
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (true) {
            String size = line(in);
            out.write((size + LINE_END).getBytes(ISO_8859_1));
            int length = Integer.parseInt(size.split(";", -1)[0].strip(), 16);
            out.write(exactly(in, length));
            out.write((line(in) + LINE_END).getBytes(ISO_8859_1));
            if (length == 0) {
                return out.toByteArray();
            }
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("in a chunked body");
            }
            text.append((char) next);
        }
        return text.toString().stripTrailing();
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("in a body of " + length + " bytes");
        }
        return bytes;
    }
}
