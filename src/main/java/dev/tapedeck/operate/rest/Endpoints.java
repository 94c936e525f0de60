package dev.tapedeck.operate.rest;

import java.util.List;

/** Endpoints about one thing. */
interface Endpoints {

    List<Endpoint> endpoints();
}
