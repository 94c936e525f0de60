package dev.tapedeck.management.http;

import dev.tapedeck.lane.LaneStatus;
import dev.tapedeck.lane.Lanes;
import dev.tapedeck.management.InstanceName;
import dev.tapedeck.management.http.Endpoint.Answer;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** The lanes of this instance: how they stand, and to pause one. */
@Singleton
class LaneEndpoints implements Endpoint.Group {

    private static final double MILLIS = 1000;

    private final Lanes<?> lanes;
    private final InstanceName instance;
    private final InstantSource clock;

    LaneEndpoints(Lanes<?> lanes, InstanceName instance, InstantSource clock) {
        this.lanes = lanes;
        this.instance = instance;
        this.clock = clock;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/lanes", call -> Uni.createFrom().item(all())),
                Endpoint.post("/lanes/:partition/pause", call -> tell(call, lanes::suspend, true)),
                Endpoint.post("/lanes/:partition/resume", call -> tell(call, lanes::resume, false)));
    }

    private Answer all() {
        JsonArray all = new JsonArray();
        lanes.status().forEach(lane -> all.add(json(lane)));
        return Answer.ok(new JsonObject()
                .put("instance", instance.toString())
                .put("stopping", lanes.draining())
                .put("lanes", all));
    }

    private Uni<Answer> tell(RoutingContext call, IntPredicate order, boolean suspended) {
        int partition = Endpoint.number(call.pathParam("partition"), 0, Integer.MAX_VALUE);
        if (partition < 0) {
            return Uni.createFrom().item(Answer.badRequest("partition must be a number from 0"));
        }
        boolean here = order.test(partition);
        return Uni.createFrom()
                .item(
                        here
                                ? Answer.ok(new JsonObject()
                                        .put("instance", instance.toString())
                                        .put("partition", partition)
                                        .put("suspended", suspended))
                                : Answer.problem(
                                        Answer.NOT_FOUND,
                                        "Not Found",
                                        "partition " + partition + " is not with the instance " + instance));
    }

    private JsonObject json(LaneStatus lane) {
        return new JsonObject()
                .put("topic", lane.lane().topic())
                .put("partition", lane.lane().partition())
                .put("assignment", lane.lane().epoch())
                .put("state", lane.state())
                .put("committed", offset(lane.committed()))
                .put("from", offset(lane.from()))
                .put("next", offset(lane.next()))
                .put("queuedBytes", lane.queuedBytes())
                .put("openBytes", lane.openBytes())
                .put("openSeconds", age(lane.openSince()))
                .put("sealedBatches", lane.sealedBatches())
                .put("unflushedSeconds", age(lane.unflushedSince()))
                .put("behindSeconds", lane.behind().toMillis() / MILLIS)
                .put("paused", lane.paused())
                .put("suspended", lane.suspended())
                .put("waitingFor", lane.waitingFor())
                .put("retrying", new JsonArray(lane.failing().stream().sorted().toList()))
                .put("idleSeconds", age(lane.progressed()));
    }

    private static @Nullable Long offset(long offset) {
        return offset < 0 ? null : (Long) offset;
    }

    private @Nullable Double age(@Nullable Instant since) {
        return since == null
                ? null
                : (Double) (Duration.between(since, clock.instant()).toMillis() / MILLIS);
    }
}
