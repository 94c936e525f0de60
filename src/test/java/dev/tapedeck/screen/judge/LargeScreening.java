package dev.tapedeck.screen.judge;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.kafka.message.RecordPosition;
import dev.tapedeck.runtime.LargeBodyBudget;
import dev.tapedeck.screen.Messages;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.TestConfig;
import dev.tapedeck.screen.restriction.Rules;
import dev.tapedeck.screen.session.SessionGate;
import dev.tapedeck.screen.session.SessionRateLimiter;
import dev.tapedeck.screen.session.SessionRetentions;
import dev.tapedeck.screen.team.Team;
import dev.tapedeck.screen.verdict.Verdict;
import dev.tapedeck.telemetry.ScreenMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** Screening as a process with the default settings has it, of messages that are as large as they may be. */
public final class LargeScreening implements Screening {

    private static final Team TEAM = new Team(7, true, true, Retention.DAYS_30);
    private static final SessionKey SESSION = new SessionKey(TEAM.id(), SessionKey.normalise(Messages.SESSION));
    private static final int PIECE_BYTES = 1 << 10;

    private final int maxBodyBytes;
    private final Judge judge;
    private final BodyReaders readers;

    /** @param processors how many messages are judged at a time */
    public LargeScreening(int processors) {
        long heapBytes = Runtime.getRuntime().maxMemory();
        maxBodyBytes = BodyReaders.limit(TestConfig.defaults(), heapBytes);
        ScreenMeters meters = new ScreenMeters(new SimpleMeterRegistry());
        judge = new Judge(
                new HeaderCheck(true),
                new BodyCheck(maxBodyBytes, new TimestampPolicy(Duration.ofDays(7)), false, meters));
        LargeBodyBudget largeBodies = LargeBodyBudget.of(heapBytes, processors, InstantSource.system());
        readers = new BodyReaders(maxBodyBytes, true, largeBodies, processors);
    }

    /** Of the limit's size when inflated, and few bytes until then. */
    public byte[] largest() {
        String body = new String(Messages.good().body(), StandardCharsets.UTF_8);
        int inside = body.indexOf("[{") + 2;
        byte[] piece = new byte[PIECE_BYTES];
        Arrays.fill(piece, (byte) 'x');
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write((body.substring(0, inside) + "\\\"x\\\":\\\"").getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < (maxBodyBytes - body.length()) / PIECE_BYTES - 1; i++) {
                gzip.write(piece);
            }
            gzip.write(("\\\"," + body.substring(inside)).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Of the limit's size when its one event is unpacked, whose text has to be escaped to be read, and few bytes until then. */
    public byte[] largestPacked() {
        byte[] quotes = "\\\"".repeat(PIECE_BYTES / 2).getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream zlib = new DeflaterOutputStream(bytes)) {
            zlib.write(("{\"timestamp\":" + Messages.CAPTURED_AT + ",\"v\":\"v1\",\"x\":\"")
                    .getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < maxBodyBytes / PIECE_BYTES - 1; i++) {
                zlib.write(quotes);
            }
            zlib.write("\"}".getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Messages.good()
                .items(bytes.toString(StandardCharsets.ISO_8859_1))
                .body();
    }

    /** A message of a partition with this value. */
    public InboundMessage message(int partition, long offset, byte[] value) {
        InboundMessage good = Messages.good().value(value).message();
        MessageHeaders headers = good.headers();
        return new InboundMessage(
                new RecordPosition("recordings", partition, offset), good.timestamp(), good.key(), value, headers);
    }

    /** What is known of all messages. */
    public Lookups lookups() {
        return new Lookups(
                Rules.NONE,
                Map.of(Messages.TOKEN, new Team.Answer.Found(TEAM)),
                Map.of(SESSION, new SessionRetentions.Answer.Resolved(Retention.DAYS_30)),
                Map.of(SESSION, SessionGate.Status.SEEN));
    }

    @Override
    public Uni<Lookups> lookUp(List<InboundMessage> messages) {
        return Uni.createFrom().item(lookups());
    }

    @Override
    public Uni<Lookups> lookUpAnnounced(List<InboundMessage> messages) {
        return lookUp(messages);
    }

    @Override
    public Verdict judge(InboundMessage message, Lookups lookups, ScreeningContext desk) {
        return judge.judge(message, lookups, desk, message.timestamp());
    }

    @Override
    public ScreeningContext context() {
        return new ScreeningContext(readers, new SessionRateLimiter.Limits(1L << 40, 1, 0.5, 10));
    }

    @Override
    public Uni<Void> markSeen(Collection<SessionKey> sessions) {
        return Uni.createFrom().voidItem();
    }
}
