package dev.tapedeck.summary.clickhouse;

import dev.tapedeck.lane.contract.OffsetGap;
import dev.tapedeck.store.index.StoredObject;
import dev.tapedeck.summary.ConsoleParts;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Supplier;

/**
 * Rows that go to a table together.
 *
 * @param table the table
 * @param token what the server knows the insert by
 * @param count how many rows
 * @param rows makes them as {@code JSONEachRow} while they are read; the same each time
 */
public record Insert(String table, String token, int count, Supplier<InputStream> rows) {

    private static final int HASHED_BYTES = 8 << 10;

    /** The rows of the blocks of a part. */
    public static Insert blocks(StoredObject part) {
        return new Insert(
                ClickHouseSink.BLOCKS, part.token(), part.index().blocks().size(), () -> Rows.blocks(part));
    }

    /** The rows of the console lines of a part that {@link ConsoleParts} has made. */
    public static Insert lines(StoredObject part) {
        return new Insert(ClickHouseSink.LINES, part.token(), ConsoleParts.lines(part), () -> Rows.console(part));
    }

    /** The row of a gap. With its end: a gap from the same offset may have grown by the time the next owner finds it. */
    public static Insert gap(OffsetGap gap) {
        String token = gap.topic() + '/' + gap.partition() + '/' + gap.from() + '-' + gap.until();
        return new Insert(ClickHouseSink.GAPS, token, 1, () -> Rows.gap(gap));
    }

    /** The same under another token. */
    public Insert as(String other) {
        return new Insert(table, other, count, rows);
    }

    /** Tells these rows from others. */
    public String hash() {
        try (InputStream all = rows.get()) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] some = new byte[HASHED_BYTES];
            for (int read = all.read(some); read >= 0; read = all.read(some)) {
                digest.update(some, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("rows are made in memory, and every Java platform has SHA-256", e);
        }
    }

    /** The table and the token. */
    public String what() {
        return table + ' ' + token;
    }
}
