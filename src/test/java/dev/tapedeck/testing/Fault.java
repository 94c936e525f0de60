package dev.tapedeck.testing;

import java.util.List;

/** What goes wrong between the service and one server. Called on the exchange's own thread, which it may hold up. */
public interface Fault {

    /** How far an exchange has come. */
    enum Moment {
        /** The whole request is here and the server has seen nothing of it. */
        REQUESTED,
        /** The server has answered and the service has seen nothing of it. */
        ANSWERED,
        /** The service has the answer. */
        RELAYED
    }

    /** What the relay does next. */
    sealed interface Reaction {

        /** Goes on. */
        record Pass() implements Reaction {}

        /** Answers with this status in the server's place. */
        record Refuse(int status) implements Reaction {}

        /** Answers with status 200, these headers and this body in the server's place, whatever it has answered. */
        record Say(List<String> headers, String body) implements Reaction {}

        /** Resets the connection. */
        record Reset() implements Reaction {}
    }

    Reaction PASS = new Reaction.Pass();
    Reaction RESET = new Reaction.Reset();

    Fault NONE = (moment, request) -> PASS;

    Reaction at(Moment moment, HttpMessage request);

    /** What the server gets in the place of a request. */
    default HttpMessage passes(HttpMessage request) {
        return request;
    }
}
