package dev.tapedeck.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class SqlScriptTest {

    @Test
    void shouldSeparateStatementsAtSemicolons() {
        assertEquals(List.of("SELECT 1", "SELECT 2"), SqlScript.statements("SELECT 1;\n\nSELECT 2;\n"));
    }

    @Test
    void shouldTakeTheLastStatementWithoutItsSemicolon() {
        assertEquals(List.of("SELECT 1", "SELECT 2"), SqlScript.statements("SELECT 1; SELECT 2"));
    }

    @Test
    void shouldDropCommentsWithTheirSemicolons() {
        String script = """
                -- first; second
                CREATE TABLE t (
                    k String, -- the key;
                    /* none; */ n UInt64
                );
                -- done;
                """;
        List<String> statements = SqlScript.statements(script);
        assertEquals(1, statements.size());
        assertEquals("CREATETABLEt(kString,nUInt64)", statements.getFirst().replaceAll("\\s", ""));
    }

    @Test
    void shouldKeepWhatIsQuoted() {
        String statement = "SELECT 'a;b', 'it\\'s; -- here', `c;d`, \"e;f\"";
        assertEquals(List.of(statement), SqlScript.statements(statement + ";"));
    }
}
