package dev.tapedeck.management.http;

import java.util.List;

/** Endpoints about one thing. */
interface Endpoints {

    List<Endpoint> endpoints();
}
