package dev.tapedeck.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.clickhouse.client.ClickHouseClient;
import com.clickhouse.client.http.ClickHouseHttpClient;
import com.clickhouse.data.ClickHouseFormat;
import com.github.luben.zstd.Zstd;
import dev.tapedeck.packaging.NativeMetadata.Type;
import io.opentelemetry.exporter.sender.jdk.internal.JdkHttpSenderProvider;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.spi.LoginModule;
import javax.security.sasl.SaslClientFactory;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.msk.auth.iam.IAMLoginModule;

/**
 * The metadata of the native image is what the pinned libraries need, no less and no more: an upgrade that changes that
 * fails here and not in production.
 */
class NativeMetadataTest {

    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final String ZSTD = "com.github.luben.zstd";
    private static final String MSK = "software.amazon.msk.auth.iam.";
    private static final List<Class<?>> NAMED =
            List.of(LoginModule.class, CallbackHandler.class, SaslClientFactory.class);

    private final NativeMetadata metadata;
    private final Library zstd = Library.of(Zstd.class);
    private final Library msk = Library.of(IAMLoginModule.class);
    private final List<Library> clickHouse =
            libraries(ClickHouseClient.class, ClickHouseHttpClient.class, ClickHouseFormat.class);
    private final List<Library> http = libraries(HttpClients.class, HttpHost.class, HttpVersionPolicy.class);

    NativeMetadataTest() throws IOException {
        metadata = NativeMetadata.read();
    }

    /** What native code may ask for: a field or a constructor whose name is in the library's text. */
    @Test
    void zstdFindsByNameWhatItLooksUp() throws Exception {
        for (String platform : zstdPlatforms()) {
            Set<String> texts = zstd.texts(platform);
            Set<String> needed = new TreeSet<>();
            for (Class<?> type : zstd.classes()) {
                needed.addAll(fieldsLookedUp(type, texts));
                if (texts.contains(type.getName().replace('.', '/'))) {
                    needed.addAll(constructorsLookedUp(type, texts));
                }
            }
            assertThat(listed(ZSTD)).as("what %s looks up", platform).isEqualTo(needed);
        }
    }

    @Test
    void zstdIsThereForBothProcessors() throws IOException {
        assertThat(zstdPlatforms()).hasSize(2);
        assertThat(metadata.resources())
                .filteredOn(glob -> glob.startsWith("linux/"))
                .allSatisfy(glob ->
                        assertThat(zstd.entries()).filteredOn(matches(glob)).hasSize(1))
                .flatMap(glob -> zstd.entries().stream().filter(matches(glob)).toList())
                .containsExactlyInAnyOrderElementsOf(zstdPlatforms());
    }

    /** The builder leaves services out that Java finds by itself. */
    @Test
    void everyServiceOfTheClickHouseClientIsListed() throws IOException {
        Set<String> needed = new TreeSet<>();
        for (Library library : clickHouse) {
            library.providers("com.clickhouse.").forEach(provider -> needed.add(provider + "()"));
        }
        assertThat(listed("com.clickhouse.")).isEqualTo(needed).isNotEmpty();
    }

    /** The exporter of traces finds what sends its requests in the same way. */
    @Test
    void theSenderOfTracesIsListed() throws IOException {
        Set<String> needed = new TreeSet<>();
        Library.of(JdkHttpSenderProvider.class)
                .providers("io.opentelemetry.")
                .forEach(provider -> needed.add(provider + "()"));
        assertThat(listed("io.opentelemetry.")).isEqualTo(needed).isNotEmpty();
    }

    /** Named by settings, by a provider of security, or by JSON: what can log in, and what the answer is read into. */
    @Test
    void everyPartOfTheLoginToMskIsListed() throws Exception {
        Set<String> needed = new TreeSet<>();
        for (Class<?> type : msk.classes()) {
            if (NAMED.stream().anyMatch(named -> named.isAssignableFrom(type))
                    && Modifier.isPublic(type.getModifiers())) {
                needed.add(type.getName() + "()");
            }
        }
        needed.add(MSK + "internals.AuthenticationResponse(java.lang.String,java.lang.String)");
        // The other factory is what the listed one asks.
        needed.remove(MSK + "internals.IAMSaslClient$IAMSaslClientFactory()");
        assertThat(listed(MSK)).isEqualTo(needed).isNotEmpty();
    }

    /** The metadata for credentials by web identity comes with these libraries. */
    @Test
    void librariesOfCredentialsBringTheirOwn() throws IOException {
        assertThat(Library.of(StsClient.class).entries()).anyMatch(name -> name.endsWith("sts/reflect-config.json"));
        assertThat(Library.of(UrlConnectionHttpClient.class).entries())
                .anyMatch(name -> name.endsWith("url-connection-client/reflect-config.json"))
                .anyMatch(name -> name.endsWith("url-connection-client/resource-config.json"));
    }

    /** Caffeine has a class for every combination of features, and finds it by its name. */
    @Test
    void everyCacheThatIsBuiltIsListed() throws Exception {
        Set<String> needed = new TreeSet<>();
        for (CacheShape shape : CacheShape.ofTheService()) {
            needed.add(shape.cacheClass() + ".FACTORY");
            needed.add(shape.entryClass() + "()");
        }
        assertThat(listed("com.github.benmanes.")).isEqualTo(needed).isNotEmpty();
    }

    @Test
    void everyEntryExists() throws Exception {
        for (Type type : metadata.types()) {
            assertThat(List.of(ZSTD, MSK, "com.clickhouse.", "com.github.benmanes.", "io.opentelemetry."))
                    .as("what is checked for completeness")
                    .anyMatch(type.name()::startsWith);
            Class<?> found = Class.forName(type.name(), false, getClass().getClassLoader());
            assertThat(Arrays.stream(found.getDeclaredFields()).map(Field::getName))
                    .as("fields of %s", type.name())
                    .containsAll(type.fields());
            assertThat(Arrays.stream(found.getDeclaredConstructors()).map(NativeMetadataTest::parameters))
                    .as("constructors of %s", type.name())
                    .containsAll(type.constructors());
        }
    }

    /** What these libraries do in static initialisers belongs to the machine that runs them. */
    @Test
    void librariesStartWhenTheExecutableDoes() throws IOException {
        Set<String> packages = new TreeSet<>();
        for (Library library :
                Stream.of(List.of(zstd), clickHouse, http).flatMap(List::stream).toList()) {
            packages.addAll(library.packages());
        }
        assertThat(packages).allMatch(name -> metadata.runTime().stream().anyMatch(root -> within(root, name)));
        assertThat(metadata.runTime()).allMatch(root -> packages.stream().anyMatch(name -> within(root, name)));
    }

    @Test
    void everyResourceThatIsReadIsListed() throws IOException {
        Set<String> needed = new TreeSet<>(zstdPlatforms());
        for (Library library : clickHouse) {
            library.entries().stream()
                    .filter(name -> name.endsWith("-version.properties"))
                    .forEach(needed::add);
        }
        msk.entries().stream().filter(name -> name.equals("version.properties")).forEach(needed::add);
        needed.addAll(ownResources());
        assertThat(needed)
                .allMatch(name -> metadata.resources().stream()
                        .anyMatch(glob -> matches(glob).test(name)));
        assertThat(metadata.resources()).allMatch(glob -> needed.stream().anyMatch(matches(glob)));
    }

    /** Off unless asked for, and decided when the image is built. */
    @Test
    void snappyIsBuiltIn() throws IOException {
        assertThat(Path.of("pom.xml"))
                .content()
                .contains("<quarkus.kafka.snappy.enabled>true</quarkus.kafka.snappy.enabled>");
    }

    private static List<Library> libraries(Class<?>... members) {
        return Arrays.stream(members).map(Library::of).distinct().toList();
    }

    private List<String> zstdPlatforms() throws IOException {
        return zstd.entries().stream()
                .filter(name -> name.matches("linux/(amd64|aarch64)/libzstd-jni-.*\\.so"))
                .toList();
    }

    /** Only methods of an object hand it to native code; such an object may be of this class or of one below it. */
    private Set<String> fieldsLookedUp(Class<?> type, Set<String> texts) throws Exception {
        boolean reached =
                zstd.classes().stream().filter(type::isAssignableFrom).anyMatch(NativeMetadataTest::handsItselfOver);
        return !reached
                ? Set.of()
                : Arrays.stream(type.getDeclaredFields())
                        .filter(field -> !Modifier.isStatic(field.getModifiers()))
                        .map(Field::getName)
                        .filter(texts::contains)
                        .map(name -> type.getName() + "." + name)
                        .collect(Collectors.toSet());
    }

    private static boolean handsItselfOver(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .mapToInt(Method::getModifiers)
                .anyMatch(modifiers -> Modifier.isNative(modifiers) && !Modifier.isStatic(modifiers));
    }

    private static Set<String> constructorsLookedUp(Class<?> type, Set<String> texts) {
        return Arrays.stream(type.getDeclaredConstructors())
                .filter(constructor -> texts.contains(descriptor(constructor)))
                .map(constructor -> type.getName() + "(" + parameters(constructor) + ")")
                .collect(Collectors.toSet());
    }

    private static String descriptor(Constructor<?> constructor) {
        return Arrays.stream(constructor.getParameterTypes())
                .map(Class::descriptorString)
                .collect(Collectors.joining("", "(", ")V"));
    }

    private static String parameters(Constructor<?> constructor) {
        return Arrays.stream(constructor.getParameterTypes())
                .map(Class::getName)
                .collect(Collectors.joining(","));
    }

    private Set<String> listed(String library) {
        Set<String> listed = new TreeSet<>();
        for (Type type : metadata.types()) {
            if (type.name().startsWith(library)) {
                assertThat(type.jni()).as(type.name()).isEqualTo(library.equals(ZSTD));
                type.fields().forEach(field -> listed.add(type.name() + "." + field));
                type.constructors().forEach(parameters -> listed.add(type.name() + "(" + parameters + ")"));
            }
        }
        return listed;
    }

    /** All of our own but those that the build reads, or nobody but tests. */
    private static List<String> ownResources() throws IOException {
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> RESOURCES.relativize(file).toString())
                    .filter(name -> !name.startsWith("META-INF/")
                            && !name.startsWith("recordings/")
                            && !name.equals("application.properties"))
                    .toList();
        }
    }

    private static boolean within(String root, String name) {
        return name.equals(root) || name.startsWith(root + ".");
    }

    private static Predicate<String> matches(String glob) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        return name -> matcher.matches(Path.of(name));
    }
}
