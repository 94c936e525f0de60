package dev.tapedeck.session;

import dev.tapedeck.session.block.BlockEncoder;
import dev.tapedeck.session.block.SessionBlock;
import dev.tapedeck.session.recorder.SessionRecorder;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Encodes the sessions of one batch in several tasks, one for each encoder. Each task takes the largest session that is left, so that no
 * task begins a large one at the end.
 */
final class Encoding {

    private final OpenBatches shared;
    private final List<SessionRecorder> recorders;
    private final int[] bySize;
    private final AtomicReferenceArray<SessionBlock> blocks;
    private final AtomicInteger drawn = new AtomicInteger();

    Encoding(OpenBatches shared, List<SessionRecorder> recorders) {
        this.shared = shared;
        this.recorders = recorders;
        blocks = new AtomicReferenceArray<>(recorders.size());
        bySize = IntStream.range(0, recorders.size())
                .boxed()
                .sorted(Comparator.comparing(i -> -recorders.get(i).lines().length()))
                .mapToInt(i -> i)
                .toArray();
    }

    CompletableFuture<List<SessionBlock>> run() {
        int alone = alone();
        drawn.set(alone);
        int tasks = Math.min(shared.settings().encoders(), recorders.size() - alone);
        Stream<CompletableFuture<?>> large = IntStream.range(0, alone)
                .mapToObj(next -> CompletableFuture.runAsync(
                        () -> withEncoder(encoder -> encode(bySize[next], encoder)), shared.alone()));
        Stream<CompletableFuture<?>> others = IntStream.range(0, tasks)
                .mapToObj(task -> CompletableFuture.runAsync(() -> withEncoder(this::draw), shared.executor()));
        return CompletableFuture.allOf(Stream.concat(large, others).toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> IntStream.range(0, blocks.length())
                        .mapToObj(blocks::get)
                        .toList());
    }

    /** How many of the largest sessions need so much memory that only one may be encoded at a time. */
    private int alone() {
        long limit = shared.limits().aloneBytes();
        return (int) recorders.stream()
                .filter(recorder -> recorder.lines().length() > limit)
                .count();
    }

    /** Closes an encoder that has failed: it is not used again. */
    private void withEncoder(Consumer<BlockEncoder> work) {
        BlockEncoder encoder = shared.takeEncoder();
        boolean sound = false;
        try {
            work.accept(encoder);
            sound = true;
        } finally {
            if (sound) {
                shared.giveBack(encoder);
            } else {
                encoder.close();
            }
        }
    }

    private void draw(BlockEncoder encoder) {
        for (int next = drawn.getAndIncrement(); next < bySize.length; next = drawn.getAndIncrement()) {
            encode(bySize[next], encoder);
        }
    }

    private void encode(int session, BlockEncoder encoder) {
        blocks.set(session, encoder.encode(recorders.get(session)));
    }
}
