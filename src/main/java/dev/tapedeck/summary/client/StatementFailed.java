package dev.tapedeck.summary.client;

import com.clickhouse.client.ClickHouseException;

/** The server refused a statement or did not answer; the code is ClickHouse's own. */
public final class StatementFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StatementFailed(String what, ClickHouseException cause) {
        super(what + " failed with code " + cause.getErrorCode(), cause);
    }

    /** The server says that it wrote fewer rows than it was given. */
    public StatementFailed(String what, long written, int given) {
        super(what + " wrote " + written + " of " + given + " rows, as the server says");
    }
}
