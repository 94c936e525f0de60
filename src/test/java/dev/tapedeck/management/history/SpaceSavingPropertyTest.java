package dev.tapedeck.management.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.management.history.SpaceSaving.Hitter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The bounds that the algorithm promises hold for every stream. */
class SpaceSavingPropertyTest {

    @Property
    void countsLieBetweenTheirBounds(
            @ForAll @IntRange(min = 1, max = 8) int capacity,
            @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 20) Integer> keys) {
        SpaceSaving<Integer> hitters = new SpaceSaving<>(capacity);
        Map<Integer, Long> truth = new HashMap<>();
        long total = 0;
        for (int i = 0; i < keys.size(); i++) {
            int weight = 1 + 7 * i % 5;
            hitters.add(keys.get(i), weight);
            truth.merge(keys.get(i), (long) weight, Long::sum);
            total += weight;
        }
        Map<Integer, Hitter<Integer>> found = hitters.all().stream().collect(Collectors.toMap(Hitter::key, one -> one));
        assertThat(found).hasSize(Math.min(capacity, truth.size()));
        long share = total / capacity;
        truth.forEach((key, weight) -> {
            Hitter<Integer> hitter = found.get(key);
            if (hitter == null) {
                assertThat(weight).isLessThanOrEqualTo(share).isLessThanOrEqualTo(hitters.atMostUntracked());
            } else {
                assertThat(weight).isBetween(hitter.atLeast(), hitter.atMost());
            }
        });
    }

    @Property(tries = 100)
    void nothingIsLeftAfterClearing(@ForAll @Size(min = 1, max = 50) List<Integer> keys) {
        SpaceSaving<Integer> hitters = new SpaceSaving<>(8);
        keys.forEach(key -> hitters.add(key, 1));
        hitters.clear();
        hitters.add(keys.getFirst(), 5);
        assertThat(hitters.all()).containsExactly(new Hitter<>(keys.getFirst(), 5, 5, 1));
    }
}
