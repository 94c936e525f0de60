package dev.tapedeck.tryout;

import dev.tapedeck.readback.Block;
import dev.tapedeck.readback.Bucket;
import dev.tapedeck.readback.ClickHouse;
import dev.tapedeck.readback.StackAddresses;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** The program: servers, service, recordings, then what a reader finds. */
public final class Tryout {

    private static final int FAILED = 1;
    private static final int SHOWN_DIFFERENCES = 20;

    /** Comparing pages of thousands of levels goes as deep as they do. */
    private static final long STACK_BYTES = 512L << 20;

    private final Options options;
    private final Terminal terminal;
    private final Children children;

    private Tryout(Options options, Terminal terminal, Children children) {
        this.options = options;
        this.terminal = terminal;
        this.children = children;
    }

    /** Exit status: 0 when all was read back as it was sent, 1 otherwise. Without {@code --once} it stays until a signal. */
    public static void main(String[] arguments) throws InterruptedException {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
        Thread main = new Thread(null, () -> System.exit(status(arguments)), "tryout", STACK_BYTES);
        main.start();
        main.join();
    }

    private static int status(String[] arguments) {
        Terminal terminal = new Terminal(System.out);
        try {
            Options options = Options.parse(arguments);
            return new Tryout(options, terminal, Children.untilExit()).run() ? 0 : FAILED;
        } catch (TryoutException e) {
            terminal.say(e.getMessage());
        } catch (IOException e) {
            terminal.say(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return FAILED;
    }

    private boolean run() throws IOException, InterruptedException, TryoutException {
        Recording recording = Recording.read(options.recordings());
        terminal.say("starting Kafka, S3, PostgreSQL, Redis and ClickHouse");
        StackAddresses addresses = new LocalStack(options, children, terminal).start();
        terminal.say("starting the service" + (options.once() ? "" : " in dev mode"));
        URI management = new Service(options, children, terminal).start(addresses);
        Result result = sendAndReadBack(recording, addresses, management);
        if (options.once()) {
            terminal.say("stopping");
            children.stop();
            show(result);
            return result.verification().differences().isEmpty();
        }
        show(result);
        terminal.say("up: Kafka on " + addresses.get("kafka.bootstrap.servers") + ", health and metrics at " + management
                + "/health and " + management + "/metrics; Ctrl-C stops everything");
        new CountDownLatch(1).await();
        return true;
    }

    /** What was found, and how it compares with what was sent. */
    private record Result(List<String> table, Verification verification) {}

    private void show(Result result) {
        terminal.say("");
        result.table().forEach(terminal::say);
        terminal.say("");
        result.verification().differences().stream().limit(SHOWN_DIFFERENCES).forEach(terminal::say);
        terminal.say(result.verification().conclusion());
    }

    private Result sendAndReadBack(Recording recording, StackAddresses addresses, URI management)
            throws IOException, InterruptedException, TryoutException {
        terminal.say("sending " + recording.messages().size() + " messages with " + recording.events() + " events of "
                + recording.sessions().size() + " sessions");
        Map<String, Long> sent = Sender.send(recording.messages(), addresses, children);
        terminal.say("waiting until all can be read");
        Reader reader = new Reader(new ClickHouse(addresses), children);
        Map<String, Long> readable = reader.awaitEvents(recording.sessions());
        if (readable.size() < recording.sessions().size()) {
            terminal.say("no more events come; the service says of itself: " + Service.health(management));
        }
        Map<String, List<Block>> blocks = reader.blocks();
        List<String> table = Table.of(recording.sessions(), blocks, reader.summaries(), delays(sent, readable));
        terminal.say("reading every block and comparing every event");
        try (Bucket bucket = new Bucket(addresses)) {
            return new Result(table, Verification.of(recording.sessions(), blocks, bucket));
        }
    }

    private static Map<String, Double> delays(Map<String, Long> sent, Map<String, Long> readable) {
        Map<String, Double> delays = new HashMap<>();
        readable.forEach((session, at) -> delays.put(session, (at - sent.get(session)) / 1e9));
        return delays;
    }
}
