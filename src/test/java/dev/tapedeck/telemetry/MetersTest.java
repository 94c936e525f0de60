package dev.tapedeck.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class MetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    /** Prometheus shows the description as the help text. */
    @Test
    void everyMeterHasADescription() throws ReflectiveOperationException {
        for (Object meters : List.of(
                new BatchMeters(registry, InstantSource.system()),
                new IntakeMeters(registry),
                new ScreenMeters(registry),
                new StoreMeters(registry),
                new SummaryMeters(registry))) {
            for (Method method : meters.getClass().getDeclaredMethods()) {
                if (Modifier.isPublic(method.getModifiers())) {
                    method.invoke(meters, arguments(method));
                }
            }
        }
        assertThat(registry.getMeters())
                .hasSizeGreaterThan(40)
                .map(Meter::getId)
                .allSatisfy(
                        id -> assertThat(id.getDescription()).as(id.getName()).isNotBlank());
    }

    private Object[] arguments(Method method) {
        return Arrays.stream(method.getParameterTypes()).map(this::argument).toArray();
    }

    private Object argument(Class<?> type) {
        if (type == int.class) {
            return 1;
        }
        if (type == long.class) {
            return 1L;
        }
        if (type == boolean.class) {
            return true;
        }
        if (type == String.class) {
            return "x";
        }
        if (type == Duration.class) {
            return Duration.ZERO;
        }
        if (type == Throwable.class) {
            return new IllegalStateException("of the test");
        }
        return type == ToDoubleFunction.class ? (ToDoubleFunction<Object>) source -> 0 : this;
    }
}
