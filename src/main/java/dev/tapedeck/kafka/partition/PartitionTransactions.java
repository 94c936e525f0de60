package dev.tapedeck.kafka.partition;

import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.lane.contract.LanePartition.LaneFenced;
import dev.tapedeck.telemetry.OperatorMessage;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A lane's Kafka transactions. The producer is made when there is first something to send, and thrown away after every
 * failure: what has become of a failed transaction is for {@link PartitionCommits} to find out.
 *
 * <p>Two things keep a lane that is over from changing anything: the group refuses offsets of a member or generation that it
 * has left behind, and the next lane's {@link #settle} ends what this one has begun.
 */
final class PartitionTransactions implements PartitionCommits.Transactions {

    private static final Logger LOG = Logger.getLogger(PartitionTransactions.class);

    private final PartitionLink link;
    private final TransactionClients clients;
    private final AtomicReference<@Nullable Producer<byte[], byte[]>> producer = new AtomicReference<>();
    private volatile boolean closed;

    PartitionTransactions(PartitionLink link, TransactionClients clients) {
        this.link = link;
        this.clients = clients;
    }

    @Override
    public Uni<Void> settle() {
        return clients.call(() -> {
                    discard();
                    return true;
                })
                .chain(() -> clients.fence(link.partition()));
    }

    /** The group's word on who we are is taken first, so that it is older than everything that is sent. */
    @Override
    public Uni<Void> commit(long offset, String metadata, List<OutboundMessage> messages) {
        OffsetAndMetadata position = new OffsetAndMetadata(offset, metadata);
        return link.membership()
                .chain(member -> clients.call(() -> {
                    commit(position, member, messages);
                    return true;
                }))
                .replaceWithVoid();
    }

    /** No further transaction; one under way may still end either way. Does not block. */
    void close() {
        closed = true;
        clients.call(() -> {
                    discard();
                    return true;
                })
                .subscribe()
                .with(done -> {}, failure -> {});
    }

    /** What is too large for its topic ends the transaction, and goes out smaller in the next. Blocks. */
    private void commit(OffsetAndMetadata position, ConsumerGroupMetadata member, List<OutboundMessage> messages)
            throws InterruptedException, ExecutionException {
        List<OutboundMessage> fitting = new ArrayList<>(messages);
        int tooLarge = commitUnlessTooLarge(position, member, fitting);
        while (tooLarge >= 0) {
            OutboundMessage message = fitting.get(tooLarge);
            fitting.set(tooLarge, Objects.requireNonNull(message.smaller()).get());
            OperatorMessage.BODY_LEFT_OUT.log(LOG, message.channel(), message.size());
            producer().abortTransaction();
            tooLarge = commitUnlessTooLarge(position, member, fitting);
        }
    }

    /** Answers which message is too large and may go out smaller; -1 when all is committed. */
    private int commitUnlessTooLarge(
            OffsetAndMetadata position, ConsumerGroupMetadata member, List<OutboundMessage> messages)
            throws InterruptedException, ExecutionException {
        Producer<byte[], byte[]> open = producer();
        open.beginTransaction();
        int tooLarge = send(open, messages);
        if (tooLarge >= 0) {
            return tooLarge;
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = Map.of(link.partition(), position);
        open.sendOffsetsToTransaction(offsets, member);
        open.commitTransaction();
        return -1;
    }

    /** The same of sending alone. */
    private int send(Producer<byte[], byte[]> open, List<OutboundMessage> messages)
            throws InterruptedException, ExecutionException {
        List<Future<RecordMetadata>> sent = TransactionClients.send(
                open, messages.stream().map(clients::message).toList());
        for (int i = 0; i < sent.size(); i++) {
            try {
                sent.get(i).get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RecordTooLargeException
                        && messages.get(i).smaller() != null) {
                    return i;
                }
                throw e;
            }
        }
        return -1;
    }

    private Producer<byte[], byte[]> producer() {
        Producer<byte[], byte[]> last = producer.get();
        if (last != null) {
            return last;
        }
        Producer<byte[], byte[]> made = clients.producer(link.partition());
        producer.set(made);
        if (closed) {
            discard();
            throw new LaneFenced(new IllegalStateException("the lane is over"));
        }
        made.initTransactions();
        return made;
    }

    private void discard() {
        Producer<byte[], byte[]> last = producer.getAndSet(null);
        if (last != null) {
            clients.close(last);
        }
    }
}
