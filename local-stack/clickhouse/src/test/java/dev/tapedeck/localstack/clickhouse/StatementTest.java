package dev.tapedeck.localstack.clickhouse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementTest {

    @ParameterizedTest
    @CsvSource({
        "SELECT 1, TabSeparated",
        "SELECT 1 FORMAT JSON, JSON",
        "select 1 format CSV;, CSV",
        "SELECT format FROM t, TabSeparated"
    })
    void shouldKnowTheFormatOfAResult(String sql, String format) {
        assertEquals(format, query(sql).format());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO t SELECT * FROM u FORMAT Null",
                "INSERT INTO t WITH 1 AS x SELECT x",
                "INSERT INTO t FROM INFILE 'f' FORMAT CSV",
                "CREATE TABLE t (s String DEFAULT 'INSERT INTO t VALUES')"
            })
    void shouldLeaveStatementsWithoutDataWhole(String sql) {
        assertEquals(sql, new String(query(sql).sql(), UTF_8));
    }

    @Test
    void shouldCutValuesOffAnInsert() throws IOException {
        Statement.Insert insert = insert("INSERT INTO t (a, `values`) VALUES (1, 'FORMAT')", false);
        assertEquals("INSERT INTO t (a, `values`) ", new String(insert.sql(), UTF_8));
        assertEquals("Values", insert.format());
        assertEquals(" (1, 'FORMAT')", new String(insert.head().readAllBytes(), UTF_8));
    }

    @Test
    void shouldCutTheFormatOffAnInsert() throws IOException {
        Statement.Insert insert = insert("-- VALUES\nINSERT INTO t SETTINGS x = 1 FORMAT TSV\n\t1\n", false);
        assertEquals("-- VALUES\nINSERT INTO t SETTINGS x = 1 ", new String(insert.sql(), UTF_8));
        assertEquals("TSV", insert.format());
        assertEquals("\t1\n", new String(insert.head().readAllBytes(), UTF_8));
    }

    @Test
    void shouldTakeTheDefaultFormatForDataThatFollows() {
        assertEquals("RowBinary", insert("INSERT INTO t", true).format());
    }

    private static Statement.Query query(String sql) {
        return assertInstanceOf(Statement.Query.class, Statement.parse(sql.getBytes(UTF_8), false, ""));
    }

    private static Statement.Insert insert(String sql, boolean dataFollows) {
        return assertInstanceOf(Statement.Insert.class, Statement.parse(sql.getBytes(UTF_8), dataFollows, "RowBinary"));
    }
}
