package dev.tapedeck;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
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
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.NullMarked;

/** The shape of the service: its stages in the order in which messages pass them, and what each may know. */
@AnalyzeClasses(packages = "dev.tapedeck", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "dev.tapedeck.";

    /** From left to right, as messages go; a stage knows those to its left. */
    private static final String[] STAGES = {"intake", "scan", "screen", "session", "store", "summary"};

    @ArchTest
    static void stagesKnowOnlyThoseToTheirLeft(JavaClasses imported) {
        for (int i = 0; i < STAGES.length; i++) {
            for (int right = i + 1; right < STAGES.length; right++) {
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + STAGES[i] + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(ROOT + STAGES[right] + "..")
                        .because(STAGES[right] + " comes after " + STAGES[i])
                        .check(imported);
            }
        }
    }

    @ArchTest
    static final ArchRule scanningIsPure = noClasses()
            .that()
            .resideInAPackage(ROOT + "scan..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.tapedeck..").and(not(resideInAPackage(ROOT + "scan.."))));

    @ArchTest
    static final ArchRule telemetryKnowsNoStage = noClasses()
            .that()
            .resideInAPackage(ROOT + "telemetry..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.tapedeck..").and(not(resideInAPackage(ROOT + "telemetry.."))));

    @ArchTest
    static final ArchRule nobodyKnowsBoot = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "boot..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + "boot..");

    @ArchTest
    static final ArchRule onlyBootKnowsOperate = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + "boot..", ROOT + "operate..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + "operate..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.tapedeck.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule kafkaIsKnownToIntakeAndChannels = noClasses()
            .that(not(resideInAPackage(ROOT + "intake..")).and(not(simpleNameEndingWith("Channel"))))
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
                .resideOutsideOfPackages(ROOT + stage + "..", ROOT + "boot..")
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
