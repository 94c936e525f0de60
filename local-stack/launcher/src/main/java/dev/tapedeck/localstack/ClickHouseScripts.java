package dev.tapedeck.localstack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Applies scripts to the ClickHouse of the stack over HTTP, statement by statement. */
record ClickHouseScripts(int port, String database) {

    private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(60);

    /** Applies every {@code *.sql} of the folder in the order of the names; returns how many there were. */
    int apply(Path folder) throws IOException, InterruptedException, StackException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        List<Path> scripts;
        try (Stream<Path> files = Files.list(folder)) {
            scripts = files.filter(file -> file.toString().endsWith(".sql"))
                    .sorted()
                    .toList();
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (Path script : scripts) {
                for (String statement : SqlScript.statements(Files.readString(script))) {
                    execute(client, script, statement);
                }
            }
        }
        return scripts.size();
    }

    private void execute(HttpClient client, Path script, String statement)
            throws IOException, InterruptedException, StackException {
        URI uri = URI.create("http://127.0.0.1:" + port + "/?database=" + database);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(STATEMENT_LIMIT)
                .POST(HttpRequest.BodyPublishers.ofString(statement))
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new StackException(script.getFileName() + ", \""
                    + statement.lines().findFirst().orElse("") + " ...\": "
                    + response.body().strip());
        }
    }
}
