package dev.tapedeck.screen.warning;

import dev.tapedeck.telemetry.ScreenMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.reactive.messaging.MutinyEmitter;
import java.lang.reflect.Proxy;
import java.time.InstantSource;

/** A warning channel for tests in which nothing is warned of. */
public final class SilentWarnings {

    private SilentWarnings() {}

    /** Fails when it is to send something. */
    @SuppressWarnings("unchecked")
    public static WarningChannel channel() {
        MutinyEmitter<byte[]> emitter = (MutinyEmitter<byte[]>) Proxy.newProxyInstance(
                SilentWarnings.class.getClassLoader(), new Class<?>[] {MutinyEmitter.class}, (proxy, method, args) -> {
                    throw new AssertionError(method);
                });
        return new WarningChannel(emitter, new ScreenMeters(new SimpleMeterRegistry()), InstantSource.system());
    }
}
