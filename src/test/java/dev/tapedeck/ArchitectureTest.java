package dev.tapedeck;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameContaining;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.smallrye.mutiny.groups.UniAwait;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;

/** The shape of the service: its rooms, and what each may know. */
@AnalyzeClasses(packages = "dev.tapedeck", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "dev.tapedeck.";

    /**
     * The rooms, and for each the rooms that it may know, in the order of that: a room knows only rooms that stand above it. What a
     * room may know and does not know any more is taken off the list.
     */
    private static final String ROOMS = """
            diagnostics:
            telemetry: diagnostics
            kafka.message:
            lane.contract: telemetry kafka.message
            runtime: telemetry lane.contract
            kafka.admin: diagnostics lane.contract runtime
            kafka.partition: telemetry kafka.message lane.contract kafka.admin
            lane: diagnostics telemetry kafka.message lane.contract runtime kafka.admin kafka.partition
            kafka.consumer: telemetry kafka.message runtime kafka.admin kafka.partition lane
            scan.json:
            scan.body: runtime
            scan.unwrap: scan.json scan.body
            scan.snapshot: scan.json scan.unwrap
            screen: telemetry kafka.message runtime
            screen.warning: telemetry runtime scan.json
            screen.verdict: kafka.message scan.snapshot screen screen.warning
            screen.team: diagnostics telemetry runtime screen
            screen.session: telemetry runtime screen screen.team
            screen.deletion: telemetry runtime screen screen.session
            screen.restriction: telemetry runtime screen
            screen.output: diagnostics telemetry kafka.message kafka.admin screen screen.verdict
            screen.judge: diagnostics telemetry kafka.message runtime scan.body scan.snapshot screen screen.warning screen.verdict screen.team screen.session screen.deletion screen.restriction
            session.recorder: telemetry kafka.message runtime scan.json scan.snapshot screen screen.verdict
            session.block: telemetry runtime scan.unwrap screen session.recorder
            session.copies: telemetry kafka.message lane.contract screen.verdict screen.output
            session: diagnostics telemetry kafka.message lane.contract runtime screen screen.warning screen.verdict screen.output screen.judge session.recorder session.block session.copies
            store.s3: diagnostics telemetry
            store.index: lane.contract screen screen.warning session.recorder session.block
            store: diagnostics telemetry lane.contract screen screen.warning session.block session store.s3 store.index
            summary: diagnostics kafka.message lane.contract screen session.recorder store.index store
            summary.client: summary
            summary.clickhouse: diagnostics telemetry kafka.message lane.contract screen screen.deletion session.recorder session.block store.index summary summary.client
            summary.kafka: kafka.message lane.contract kafka.admin screen session.recorder store.index summary
            deadletter.journal: kafka.message kafka.admin kafka.partition
            deadletter: kafka.message runtime scan.body screen screen.verdict screen.team screen.output summary deadletter.journal
            management: diagnostics
            management.history: kafka.message lane.contract screen session management
            management.http: lane.contract lane screen screen.session screen.restriction session summary.clickhouse management management.history
            app.configuration: diagnostics telemetry runtime
            app: diagnostics telemetry kafka.message lane.contract runtime kafka.admin kafka.partition lane kafka.consumer screen screen.warning screen.output screen.judge session.recorder session store.index store summary summary.client summary.clickhouse summary.kafka deadletter
            """;

    @ArchTest
    static void roomsKnowOnlyWhatTheirWallsLetThrough(JavaClasses imported) {
        Map<String, Set<String>> allowed = new LinkedHashMap<>();
        ROOMS.lines().forEach(line -> {
            String[] room = line.split(":");
            allowed.put(
                    room[0],
                    room.length == 1 ? Set.of() : Set.of(room[1].strip().split(" ")));
        });
        Map<String, Set<String>> known = new TreeMap<>();
        for (JavaClass one : imported) {
            Set<String> rooms = known.computeIfAbsent(room(one), _ -> new TreeSet<>());
            one.getDirectDependenciesFromSelf().stream()
                    .map(Dependency::getTargetClass)
                    .filter(target -> target.getPackageName().startsWith(ROOT))
                    .map(ArchitectureTest::room)
                    .filter(target -> !target.equals(room(one)))
                    .forEach(rooms::add);
        }
        List<String> faults = new ArrayList<>();
        known.forEach((room, rooms) -> {
            Set<String> may = allowed.getOrDefault(room, Set.of());
            rooms.stream().filter(one -> !may.contains(one)).forEach(one -> faults.add(room + " may not know " + one));
            may.stream().filter(one -> !rooms.contains(one)).forEach(one -> faults.add(room + " does not know " + one));
        });
        assertThat(faults).isEmpty();
        assertThat(allowed).containsOnlyKeys(known.keySet());

        Set<String> above = new HashSet<>();
        allowed.forEach((room, rooms) -> {
            assertThat(above).as("above " + room).containsAll(rooms);
            above.add(room);
        });
    }

    private static String room(JavaClass one) {
        String name = one.getPackageName();
        return name.startsWith(ROOT) ? name.substring(ROOT.length()) : name;
    }

    /** Lanes are kept by partition; the consumer names partitions in Kafka's own words. */
    @ArchTest
    static final ArchRule kafkaIsKnownToItsRoomsAndToChannels = noClasses()
            .that(not(resideInAnyPackage(ROOT + "kafka..", ROOT + "deadletter.journal", ROOT + "summary.kafka"))
                    .and(not(simpleNameContaining("Channel")))
                    .and(not(resideInAPackage(ROOT + "lane").and(simpleNameContaining("Lanes")))))
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.apache.kafka..", "io.smallrye.reactive.messaging.kafka.."));

    @ArchTest
    static final ArchRule s3IsKnownToTheStore = knownOnlyTo("store", "software.amazon..");

    @ArchTest
    static final ArchRule clickHouseIsKnownToTheSummary = knownOnlyTo("summary", "com.clickhouse..");

    @ArchTest
    static final ArchRule openTelemetryIsKnownToTelemetry = knownOnlyTo("telemetry", "io.opentelemetry..");

    @ArchTest
    static final ArchRule redisAndPostgresAreKnownToTheScreen = knownOnlyTo(
            "screen",
            "io.quarkus.redis..",
            "io.vertx.redis..",
            "io.vertx.mutiny.redis..",
            "io.vertx..sqlclient..",
            "io.vertx..pgclient..");

    @ArchTest
    static final ArchRule nobodySleeps = noClasses()
            .should()
            .callMethodWhere(call("java.lang.Thread", "sleep"))
            .because("waiting is a task for later");

    @ArchTest
    static final ArchRule nobodyWaitsForEver =
            noClasses().should().callMethodWhere(call(UniAwait.class.getName(), "indefinitely"));

    @ArchTest
    static final ArchRule timeIsInjected = noClasses()
            .should()
            .callMethodWhere(call("java.lang.System", "currentTimeMillis"))
            .orShould()
            .callMethodWhere(call("java.time.Instant", "now"))
            .because("an InstantSource can be replaced by a test");

    @ArchTest
    static final ArchRule optionalIsForResults = fields().should()
            .notHaveRawType(Optional.class)
            .andShould()
            .notHaveRawType(OptionalInt.class)
            .andShould()
            .notHaveRawType(OptionalLong.class)
            .andShould()
            .notHaveRawType(OptionalDouble.class);

    @ArchTest
    static final ArchRule namesSayWhatAClassDoes = noClasses()
            .should()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Impl");

    @ArchTest
    static final ArchRule everyPackageIsNullMarked = classes().should(resideInANullMarkedPackage());

    private static ArchRule knownOnlyTo(String stage, String... packages) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + stage + "..", ROOT + "app..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(packages));
    }

    private static DescribedPredicate<JavaMethodCall> call(String owner, String method) {
        return DescribedPredicate.describe(
                owner + "." + method,
                call -> call.getTargetOwner().getName().equals(owner)
                        && call.getName().equals(method));
    }

    private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
        return new ArchCondition<>("reside in a package that is @NullMarked") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                boolean marked = item.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(new SimpleConditionEvent(
                        item, marked, item.getPackageName() + " of " + item.getSimpleName() + " is not @NullMarked"));
            }
        };
    }
}
