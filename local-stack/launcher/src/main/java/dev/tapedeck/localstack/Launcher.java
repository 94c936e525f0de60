package dev.tapedeck.localstack;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** The program: options, then all parts, then commands until the end. */
public final class Launcher {

    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private final Options options;
    private final Console console;
    private final Shutdown shutdown = new Shutdown();
    private final CountDownLatch ready = new CountDownLatch(1);

    private Launcher(Options options, Console console) {
        this.options = options;
        this.console = console;
    }

    /**
     * Runs until it is told to end; the exit status is 0, 1 when a part did not start, 2 when the options are wrong.
     */
    public static void main(String[] arguments) throws InterruptedException {
        Console console = Console.ofProcess();
        switch (CommandLine.parse(arguments)) {
            case CommandLine.Help() -> console.answer(CommandLine.HELP.stripTrailing());
            case CommandLine.Rejected(String reason) -> {
                console.say(reason);
                System.exit(MISUSED);
            }
            case CommandLine.Run(Options options) -> new Launcher(options, console).run();
        }
    }

    private void run() throws InterruptedException {
        try {
            Folders folders = Folders.of(options);
            DataLock.take(folders.data());
            Map<PartName, Integer> ports = new PortChoice(PortClaims.ofUser()).of(options);
            AddressFile addresses = new AddressFile(options.envFile());
            addresses.delete();
            if (options.fresh()) {
                folders.empty(options.only());
            }
            folders.renewLogs(options.only());
            start(folders, ports, addresses);
        } catch (StackException | IOException e) {
            if (!shutdown.begun()) {
                console.say(e instanceof StackException ? e.getMessage() : e.toString());
            }
            shutdown.exit(FAILED);
        }
    }

    private void start(Folders folders, Map<PartName, Integer> ports, AddressFile addresses)
            throws IOException, InterruptedException, StackException {
        Guardian guardian = Guardian.start();
        Parts parts = new Parts(options, folders, ports, guardian, console);
        List<Supervised> supervised = options.only().stream()
                .map(name -> new Supervised(parts.part(name), folders.log(name), guardian, console))
                .toList();
        Stack stack = new Stack(supervised, console);
        shutdown.stops(stack, guardian);
        Control control = new Control(stack, console, addresses, ready);
        Thread.ofPlatform().name("control").start(() -> serve(control));
        stack.start();
        addresses.write(stack);
        console.answer("READY");
        ready.countDown();
    }

    private void serve(Control control) {
        try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in))) {
            boolean quit = control.serve(input);
            if (quit || options.stopOnEof()) {
                shutdown.exit(0);
            }
            // Without commands it is signals that end the launcher.
            new CountDownLatch(1).await();
        } catch (IOException e) {
            console.say("no more commands are taken: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
