package dev.tapedeck.scan;

/** JSON strings that stand for bytes: each character, up to U+00FF, is one. */
final class Latin1 {

    private Latin1() {}

    /**
     * Decodes the content of a valid JSON string to the beginning of {@code to}, which has room for as many bytes.
     *
     * @return how many bytes it stands for, or -1 when it has characters above U+00FF
     */
    static int decode(byte[] json, int start, int end, byte[] to) {
        int at = 0;
        int i = start;
        while (i < end) {
            int c = json[i];
            if (c >= 0 && c != '\\') {
                to[at++] = (byte) c;
                i++;
            } else if (c == '\\') {
                int unit = json[i + 1] == 'u' ? Escapes.hex(json, i + 2) : Escapes.meaning(json[i + 1]);
                if (unit > 0xFF) {
                    return -1;
                }
                to[at++] = (byte) unit;
                i += json[i + 1] == 'u' ? 6 : 2;
            } else if ((c & 0xFE) == 0xC2) {
                to[at++] = (byte) ((c & 0x03) << 6 | (json[i + 1] & 0x3F));
                i += 2;
            } else {
                return -1;
            }
        }
        return at;
    }
}
