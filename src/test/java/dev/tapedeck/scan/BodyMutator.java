package dev.tapedeck.scan;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages bodies: bytes flipped, cut out, repeated, or replaced by bits of JSON and of broken UTF-8. */
public final class BodyMutator {

    private static final List<byte[]> PIECES = List.of(
                    "\"",
                    "\\\"",
                    "\\\\",
                    "\\",
                    "{",
                    "}",
                    "[",
                    "]",
                    ",",
                    ":",
                    "0",
                    "1",
                    "-",
                    "e",
                    ".",
                    "t",
                    "true",
                    "null",
                    " ",
                    "\n",
                    "\\n",
                    "\\u0022",
                    "\\u005c",
                    "\\u005C\\u0022",
                    "\\u007b",
                    "\\u007D",
                    "\\u003a",
                    "\\u002c",
                    "\\u0020",
                    "\\u0074rue",
                    "\\u0031",
                    "\\ud800",
                    "\\udc00",
                    "\\ud83d\\ude00",
                    "\\\\ud800",
                    "\\\\u00",
                    "\\\\u00e9",
                    "\\\\n",
                    "\\/",
                    "\\b",
                    "\\u0000",
                    "\\u000a",
                    "\u0000",
                    "\u001f",
                    "\u007f",
                    "é",
                    "日",
                    "😀",
                    "\\\"a\\\":1,",
                    ",\\\"data\\\":{}",
                    "{\\\"timestamp\\\":5}",
                    "\\\"timestamp\\\":1e3",
                    "[[[[",
                    "]]]]")
            .stream()
            .map(piece -> piece.getBytes(StandardCharsets.UTF_8))
            .toList();
    private static final byte[] BROKEN_UTF8 = {
        (byte) 0x80,
        (byte) 0xC0,
        (byte) 0xC3,
        (byte) 0xE0,
        (byte) 0xED,
        (byte) 0xA0,
        (byte) 0xF0,
        (byte) 0x9F,
        (byte) 0xF5,
        (byte) 0xFF
    };

    private final Random random;

    public BodyMutator(Random random) {
        this.random = random;
    }

    public byte[] mutate(byte[] body) {
        byte[] result = body;
        for (int rounds = 1 + random.nextInt(3); rounds > 0; rounds--) {
            result = once(result);
        }
        return result;
    }

    private byte[] once(byte[] body) {
        int at = random.nextInt(body.length + 1);
        int until = Math.min(body.length, at + random.nextInt(12));
        return switch (random.nextInt(7)) {
            case 0 -> Arrays.copyOf(body, at);
            case 1 -> splice(body, at, until, new byte[0]);
            case 2 -> splice(body, at, at, Arrays.copyOfRange(body, at, until));
            case 3 -> splice(body, at, until, PIECES.get(random.nextInt(PIECES.size())));
            case 4 -> splice(body, at, at, brokenUtf8());
            case 5 -> splice(body, at, Math.min(body.length, at + 1), new byte[] {(byte) random.nextInt(256)});
            default -> splice(body, at, at, PIECES.get(random.nextInt(PIECES.size())));
        };
    }

    private byte[] brokenUtf8() {
        byte[] bytes = new byte[1 + random.nextInt(3)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = BROKEN_UTF8[random.nextInt(BROKEN_UTF8.length)];
        }
        return bytes;
    }

    private static byte[] splice(byte[] body, int from, int until, byte[] piece) {
        byte[] result = Arrays.copyOf(body, from + piece.length + body.length - until);
        System.arraycopy(piece, 0, result, from, piece.length);
        System.arraycopy(body, until, result, from + piece.length, body.length - until);
        return result;
    }
}
