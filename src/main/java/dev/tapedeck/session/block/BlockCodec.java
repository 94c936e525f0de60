package dev.tapedeck.session.block;

/** How the bytes of a block are compressed. The label stands in the index and in {@code session_recording_blocks}. */
public enum BlockCodec {
    /** One zstd frame per block. */
    ZSTD("zstd"),
    /** Snappy's raw block format, the direct peer's. */
    SNAPPY("snappy");

    private final String label;

    BlockCodec(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
