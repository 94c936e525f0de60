package dev.tapedeck.packaging;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * A combination of the cache library's features, built once.
 *
 * @param cacheClass what the library makes for the cache
 * @param entryClass what the library makes for its entries
 */
record CacheShape(String cacheClass, String entryClass) {

    private static final Duration LONG = Duration.ofHours(1);

    /** By the builder's methods that are called. */
    private static final Map<Set<String>, Supplier<Cache<Object, Object>>> KNOWN = Map.of(
            Set.of("maximumSize", "expireAfterWrite", "ticker"),
            () -> Caffeine.newBuilder()
                    .maximumSize(1)
                    .expireAfterWrite(LONG)
                    .ticker(System::nanoTime)
                    .build(),
            Set.of("maximumWeight", "weigher", "expireAfterWrite", "ticker"),
            () -> Caffeine.newBuilder()
                    .maximumWeight(1)
                    .weigher((key, value) -> 1)
                    .expireAfterWrite(LONG)
                    .ticker(System::nanoTime)
                    .build(),
            Set.of("maximumSize", "expireAfter", "ticker"),
            () -> Caffeine.newBuilder()
                    .maximumSize(1)
                    .expireAfter(Expiry.creating((key, value) -> LONG))
                    .ticker(System::nanoTime)
                    .build());

    /** All that the service's classes build. */
    static List<CacheShape> ofTheService() throws ReflectiveOperationException {
        List<CacheShape> shapes = new ArrayList<>();
        for (JavaClass type : new ClassFileImporter().importPath("target/classes/dev/tapedeck")) {
            Set<String> methods = new TreeSet<>();
            type.getMethodCallsFromSelf().stream()
                    .filter(call -> call.getTargetOwner().isEquivalentTo(Caffeine.class))
                    .forEach(call -> methods.add(call.getName()));
            if (methods.removeAll(Set.of("newBuilder", "build"))) {
                shapes.add(of(type, methods));
            }
        }
        return shapes;
    }

    private static CacheShape of(JavaClass type, Set<String> methods) throws ReflectiveOperationException {
        Supplier<Cache<Object, Object>> builder = KNOWN.get(methods);
        if (builder == null) {
            throw new AssertionError(
                    type.getName() + " builds a cache with " + methods + ": say here how that is built");
        }
        Object bounded = field(builder.get(), "cache");
        return new CacheShape(
                bounded.getClass().getName(),
                field(bounded, "nodeFactory").getClass().getName());
    }

    private static Object field(Object object, String name) throws ReflectiveOperationException {
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return field.get(object);
                }
            }
        }
        throw new NoSuchFieldException(name);
    }
}
