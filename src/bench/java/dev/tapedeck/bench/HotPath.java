package dev.tapedeck.bench;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.scan.snapshot.BodyScanner;
import dev.tapedeck.scan.snapshot.Scan;
import dev.tapedeck.screen.verdict.Admission;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.session.block.BlockCodec;
import dev.tapedeck.session.OpenBatch;
import dev.tapedeck.session.OpenBatches;
import dev.tapedeck.session.block.SessionBlock;
import dev.tapedeck.session.SessionSettings;
import java.time.Duration;
import java.util.List;

/** Bodies to blocks on one thread: scan, record, encode. */
final class HotPath {

    private final BodyScanner scanner = new BodyScanner();
    private final OpenBatches batches;

    HotPath(BlockCodec codec, boolean unwrap) {
        batches = new OpenBatches(settings(codec, unwrap), Runnable::run);
    }

    static SessionSettings settings(BlockCodec codec, boolean unwrap) {
        int level = Integer.getInteger("zstd.level", 1);
        return new SessionSettings(100 << 20, Duration.ofSeconds(10), Long.MAX_VALUE, codec, level, unwrap, 1);
    }

    void scan(InboundMessage message) {
        byte[] body = Workload.body(message);
        if (!(scanner.scan(body, body.length) instanceof Scan.Accepted)) {
            throw new IllegalArgumentException("no snapshot: " + message.origin());
        }
    }

    /** The blocks of a cut, its sessions copied so many times. */
    List<SessionBlock> encode(Workload.Cut cut, int firstCopy, int copies) {
        OpenBatch batch = batches.open();
        for (InboundMessage message : cut.messages()) {
            byte[] body = Workload.body(message);
            for (int copy = firstCopy; copy < firstCopy + copies; copy++) {
                if (scanner.scan(body, body.length) instanceof Scan.Accepted(var scanned)) {
                    SessionKey session = new SessionKey(copy, scanned.sessionId());
                    batch.record(new Admission(
                            message, session, scanned.distinctId(), Retention.DAYS_30, true, scanned));
                }
            }
        }
        return batch.encode().await().indefinitely();
    }

    /** The blocks of so many sessions that send a message in turn, so many times. */
    List<SessionBlock> encode(InboundMessage message, int sessions, int times) {
        OpenBatch batch = batches.open();
        byte[] body = Workload.body(message);
        for (int i = 0; i < sessions * times; i++) {
            if (scanner.scan(body, body.length) instanceof Scan.Accepted(var scanned)) {
                SessionKey session = new SessionKey(i % sessions, scanned.sessionId());
                batch.record(
                        new Admission(message, session, scanned.distinctId(), Retention.DAYS_30, true, scanned));
            }
        }
        return batch.encode().await().indefinitely();
    }

    void giveBack(List<SessionBlock> blocks) {
        batches.giveBack(blocks);
    }
}
