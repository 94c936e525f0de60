package dev.tapedeck.localstack;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortChoiceTest {

    @TempDir
    Path folder;

    @Test
    void shouldNotGiveAPortThatAnotherStackHasChosenAndNotOpenedYet() throws IOException {
        assertTrue(new PortClaims(folder).claim(PartName.REDIS.fixedPort()));

        CommandLine.Run run = (CommandLine.Run) CommandLine.parse(new String[] {"--only=redis"});
        StackException taken = assertThrows(
                StackException.class, () -> new PortChoice(new PortClaims(folder)).of(run.options()));

        assertTrue(taken.getMessage().contains("redis: port 6379 is in use"), taken.getMessage());
    }

    @Test
    void shouldClaimAPortOnce() throws IOException {
        PortClaims claims = new PortClaims(folder);
        assertTrue(claims.claim(1234));
        assertFalse(claims.claim(1234));
        assertTrue(claims.claim(1235));
    }
}
