package dev.tapedeck.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tapedeck.lane.LaneConfig;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manifests are valid, and say of the service what is true of it. */
class ManifestsIT {

    private static final Pattern PORT = Pattern.compile("[a-z0-9]:(\\d+)(?=[/\\n]|$)");

    private static final Map<String, Class<? extends HasMetadata>> MODELS = Stream.of(
                    ConfigMap.class,
                    Secret.class,
                    Service.class,
                    ServiceAccount.class,
                    StatefulSet.class,
                    NetworkPolicy.class,
                    PodDisruptionBudget.class)
            .collect(Collectors.toMap(Class::getSimpleName, Function.identity()));

    @Test
    void everyFileIsValid() throws Exception {
        StringBuilder all = new StringBuilder();
        for (Path file : Manifests.files()) {
            all.append(Files.readString(file)).append("\n---\n");
        }
        assertValid(all.substring(0, all.length() - "---\n".length()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "overflow"})
    void whatKustomizeMakesIsValid(String overlay) throws Exception {
        assumeThat(Manifests.kustomizeIsThere()).as("kubectl is installed").isTrue();
        String manifests = Manifests.kustomized(overlay);
        assertValid(manifests);
        assertThat(Manifests.parse(manifests))
                .filteredOn(manifest -> manifest.get("kind").asText().equals("ScaledObject"))
                .singleElement()
                .satisfies(scaled -> assertThat(
                                scaled.at("/spec/scaleTargetRef/name").asText())
                        .isEqualTo("tapedeck-" + overlay));
    }

    /** Types and values by the schemas of the kinds; names of properties, of the cluster's own kinds, by their models. */
    private static void assertValid(String manifests) throws Exception {
        List<JsonNode> documents = Manifests.parse(manifests);
        assertThat(Manifests.validated(manifests)).endsWith(documents.size() + " valid, 0 faulty");
        for (JsonNode document : documents) {
            Class<? extends HasMetadata> model = MODELS.get(document.get("kind").asText());
            if (model != null) {
                Manifests.strict().treeToValue(document, model);
            } else {
                assertThat(document.get("kind").asText()).isEqualTo("ScaledObject");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/main", "overlays/overflow"})
    void everyFileThatIsNamedExists(String folder) throws IOException {
        Path path = Manifests.FOLDER.resolve(folder);
        JsonNode kustomization = Manifests.parse(path.resolve("kustomization.yaml"));
        assertThat(kustomization.get("resources"))
                .allSatisfy(
                        resource -> assertThat(path.resolve(resource.asText())).exists());
        for (String field : List.of("path", "envs")) {
            kustomization
                    .findValues(field)
                    .forEach(value -> (value.isArray() ? value : List.of(value))
                            .forEach(name -> assertThat(path.resolve(((JsonNode) name).asText()))
                                    .exists()));
        }
    }

    /** Stopping in order takes as long as lanes are given, and the process a little longer. */
    @Test
    void podsAreGivenTheTimeThatStoppingTakes() throws Exception {
        String deadline = LaneConfig.class
                .getMethod("shutdownDeadline")
                .getAnnotation(WithDefault.class)
                .value();
        int seconds = Integer.parseInt(deadline.replaceAll("\\D", ""));
        assertThat(pod().get("terminationGracePeriodSeconds").asInt()).isBetween(seconds + 10, seconds + 30);
    }

    @Test
    void aPodIsKnownInTheGroupByItsName() throws Exception {
        assertThat(pod().at("/containers/0/env"))
                .anySatisfy(entry -> {
                    assertThat(entry.get("name").asText())
                            .isEqualTo("MP_MESSAGING_INCOMING_RECORDINGS_GROUP_INSTANCE_ID");
                    assertThat(entry.get("value").asText()).isEqualTo("$(POD_NAME)");
                })
                .anySatisfy(entry -> assertThat(
                                entry.at("/valueFrom/fieldRef/fieldPath").asText())
                        .isEqualTo("metadata.name"));
    }

    @Test
    void theOverflowLaneDoesNotDivertToItself() throws IOException {
        Path overlays = Manifests.FOLDER.resolve("overlays");
        assertThat(overlays.resolve("overflow/settings.env"))
                .content()
                .contains("TAPEDECK_SCREEN_OVERFLOW_MODE=disabled")
                .contains("TOPIC=session_recording_snapshot_item_overflow\n");
        assertThat(overlays.resolve("main/settings.env")).content().contains("TAPEDECK_SCREEN_OVERFLOW_MODE=redirect");
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "overflow"})
    void everyServerThatIsNamedCanBeReached(String overlay) throws IOException {
        JsonNode policy = Manifests.parse(Manifests.FOLDER.resolve("base/network-policy.yaml"));
        List<String> open = policy.at("/spec/egress").findValues("port").stream()
                .map(JsonNode::asText)
                .toList();
        String settings = Files.readString(Manifests.FOLDER.resolve("overlays/" + overlay + "/settings.env"));
        List<String> named =
                PORT.matcher(settings).results().map(match -> match.group(1)).toList();
        assertThat(named).hasSizeGreaterThanOrEqualTo(5).isSubsetOf(open);
    }

    /** What cloud providers give out are other ports than those of the defaults. */
    @Test
    void managedServersCanBeReachedOverTls() throws IOException {
        JsonNode policy = Manifests.parse(Manifests.FOLDER.resolve("base/network-policy.yaml"));
        assertThat(policy.at("/spec/egress").findValues("port"))
                .extracting(JsonNode::asInt)
                .contains(443, 9093, 9094, 9096, 9098, 6380, 8443, 9440, 5432, 6432);
    }

    /** A restart would only make it wait longer; that it counts as started would let a rollout go on. */
    @Test
    void aPodThatWaitsForAServerIsNeitherStartedNorRestarted() throws Exception {
        JsonNode probe = pod().at("/containers/0/startupProbe");
        assertThat(probe.at("/httpGet/path").asText()).isEqualTo("/q/health/started");
        long seconds = probe.get("periodSeconds").asLong()
                * probe.get("failureThreshold").asLong();
        assertThat(Duration.ofSeconds(seconds)).isGreaterThanOrEqualTo(Duration.ofDays(7));
    }

    private static JsonNode pod() throws IOException {
        return Manifests.parse(Manifests.FOLDER.resolve("base/stateful-set.yaml"))
                .at("/spec/template/spec");
    }
}
