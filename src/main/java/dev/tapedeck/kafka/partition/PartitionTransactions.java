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
 * A lane's Kafka transactions. The producer is made when there is first something to send, and is discarded after every failure:
 * {@link PartitionCommits} finds out what has become of a failed transaction.
 *
 * <p>Two things keep a lane that is over from changing anything. The group refuses offsets of a member or generation that it has left
 * behind. And {@link #settle} of the next lane ends what this one has begun.
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

    /** Asks the group for the membership first, so that it is older than everything that is sent. */
    @Override
    public Uni<Void> send(List<OutboundMessage> messages, long offset, String metadata) {
        OffsetAndMetadata position = new OffsetAndMetadata(offset, metadata);
        return link.membership()
                .chain(member -> clients.call(() -> {
                    sendWhatFits(messages, position, member);
                    return true;
                }))
                .replaceWithVoid();
    }

    /** Begins no further transaction. A transaction under way may still end either way. Does not block. */
    void close() {
        closed = true;
        clients.call(() -> {
                    discard();
                    return true;
                })
                .subscribe()
                .with(done -> {}, failure -> {});
    }

    /** A message that is too large for its topic ends the transaction, and goes out smaller in the next one. Blocks. */
    private void sendWhatFits(List<OutboundMessage> messages, OffsetAndMetadata position, ConsumerGroupMetadata member)
            throws InterruptedException, ExecutionException {
        List<OutboundMessage> fitting = new ArrayList<>(messages);
        int tooLarge = transact(fitting, position, member);
        while (tooLarge >= 0) {
            OutboundMessage message = fitting.get(tooLarge);
            fitting.set(tooLarge, Objects.requireNonNull(message.smaller()).get());
            OperatorMessage.BODY_LEFT_OUT.log(LOG, message.channel(), message.size());
            producer().abortTransaction();
            tooLarge = transact(fitting, position, member);
        }
    }

    /** Returns the index of a message that is too large and may go out smaller; -1 once everything is committed. */
    private int transact(List<OutboundMessage> messages, OffsetAndMetadata position, ConsumerGroupMetadata member)
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

    /** Returns the same before anything is committed. */
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
