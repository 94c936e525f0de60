package dev.tapedeck.store.s3;

import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.store.BlockStore;
import dev.tapedeck.store.ObjectLayout;
import dev.tapedeck.store.index.IndexFormat;
import dev.tapedeck.store.index.StoredBlock;
import dev.tapedeck.telemetry.StoreMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The real block store over objects in memory, reached through a network that a test provides. */
public final class SimulatedStore {

    /** Carries a request: when, whether, and how often it reaches the store, and whether the answer comes back. */
    public interface Network {
        <T> Uni<T> request(Supplier<T> effect);
    }

    private final Map<String, byte[]> objects = new HashMap<>();
    private final Set<String> cutOff = new HashSet<>();
    private BooleanSupplier cut = () -> false;

    /** The key of a batch's object. */
    public static String key(String prefix, BatchSpan span, Retention retention) {
        return new ObjectLayout(prefix).key(span, retention);
    }

    /** Some writes of new objects fail and leave the first half of them: those for which this says so. */
    public void cutOff(BooleanSupplier which) {
        cut = which;
    }

    /** An operator deletes what was cut off. */
    public void deleteCutOff() {
        objects.keySet().removeAll(cutOff);
        cutOff.clear();
    }

    /** The block store as one process sees it. */
    public BlockStore blockStore(Network network) {
        StoreMeters meters = new StoreMeters(new SimpleMeterRegistry());
        return new BlockStore("bucket", new ObjectLayout("recordings"), new InMemory(network), meters);
    }

    /** An object that somebody else has written. */
    public void put(String key, byte[] bytes) {
        objects.put(key, bytes);
    }

    /** Turns the bits of a byte in the middle of the object's index, which leaves alone what tells that it has one. */
    public void damage(String key) {
        byte[] object = Objects.requireNonNull(objects.get(key)).clone();
        int length = IndexFormat.length(object);
        object[object.length - length / 2] ^= (byte) 0xff;
        objects.put(key, object);
    }

    /** The lines of all blocks that are in the bucket. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        objects.forEach((key, object) -> {
            for (StoredBlock block :
                    Objects.requireNonNull(IndexFormat.decode(object)).blocks()) {
                byte[] bytes = Arrays.copyOfRange(object, (int) block.start(), (int) block.start() + block.length());
                new String(bytes, StandardCharsets.UTF_8).lines().forEach(lines::add);
            }
        });
        return lines;
    }

    /** The bytes that a block URL names. */
    public byte[] read(String url) {
        String path = url.substring("s3://bucket/".length());
        String[] parts = path.split("\\?range=bytes=|-(?=\\d+$)", -1);
        byte[] object = objects.get(parts[0]);
        if (object == null) {
            throw new AssertionError("no object for " + url);
        }
        return Arrays.copyOfRange(object, Integer.parseInt(parts[1]), Integer.parseInt(parts[2]) + 1);
    }

    private final class InMemory implements ObjectStore {

        private final Network network;

        InMemory(Network network) {
            this.network = network;
        }

        @Override
        public Uni<Put> putIfAbsent(String key, List<ByteBuffer> body) {
            byte[] bytes = join(body);
            return network.request(() -> {
                if (!objects.containsKey(key) && cut.getAsBoolean()) {
                    objects.put(key, Arrays.copyOf(bytes, bytes.length / 2));
                    cutOff.add(key);
                    throw new IllegalStateException("cut off: " + key);
                }
                return objects.putIfAbsent(key, bytes) == null ? Put.CREATED : Put.EXISTED;
            });
        }

        @Override
        public Uni<byte @Nullable []> tail(String key, int bytes) {
            return network.<Map<String, byte[]>>request(() -> Map.copyOf(objects))
                    .map(all -> all.get(key))
                    .<byte @Nullable []>map(object -> object == null
                            ? null
                            : Arrays.copyOfRange(object, Math.max(0, object.length - bytes), object.length));
        }

        @Override
        public boolean isRefusal(Throwable failure) {
            return false;
        }

        @Override
        public Uni<List<String>> list(String prefix, String after) {
            return network.request(() -> objects.keySet().stream()
                    .filter(key -> key.startsWith(prefix) && key.compareTo(after) > 0)
                    .sorted()
                    .toList());
        }
    }

    public static byte[] join(List<ByteBuffer> pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        pieces.forEach(piece -> {
            byte[] copy = new byte[piece.remaining()];
            piece.duplicate().get(copy);
            out.writeBytes(copy);
        });
        return out.toByteArray();
    }
}
