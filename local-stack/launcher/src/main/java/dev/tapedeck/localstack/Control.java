package dev.tapedeck.localstack;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/** Takes commands, one a line, and answers each with one line, {@code OK} or {@code ERR} in front. */
final class Control {

    private final Stack stack;
    private final Console console;
    private final AddressFile addresses;
    private final CountDownLatch ready;

    /** Commands other than {@code quit} wait until the stack is {@code ready}. */
    Control(Stack stack, Console console, AddressFile addresses, CountDownLatch ready) {
        this.stack = stack;
        this.console = console;
        this.addresses = addresses;
        this.ready = ready;
    }

    /** Serves until {@code quit} or the end of the input; true when it was {@code quit}. */
    boolean serve(BufferedReader input) throws IOException, InterruptedException {
        String line;
        while ((line = input.readLine()) != null) {
            String command = line.strip();
            if (command.equals("quit")) {
                console.answer("OK quit");
                return true;
            }
            if (!command.isEmpty()) {
                ready.await();
                console.answer(answer(command));
            }
        }
        return false;
    }

    private String answer(String command) throws InterruptedException {
        try {
            return "OK " + command + run(command);
        } catch (StackException | IOException e) {
            return "ERR " + command + ": "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        }
    }

    /** Returns what follows the command in the answer. */
    private String run(String command) throws IOException, InterruptedException, StackException {
        if (command.equals("status")) {
            return " " + status();
        }
        String[] words = command.split("\\s+");
        if (words.length != 2) {
            throw new StackException("not a command");
        }
        Supervised part =
                PartName.of(words[1]).flatMap(stack::part).orElseThrow(() -> new StackException("no such part"));
        switch (words[0]) {
            case "stop" -> part.stop();
            case "kill" -> part.kill();
            case "pause" -> part.pause();
            case "resume" -> part.resume();
            case "start" -> {
                part.start();
                addresses.write(stack);
            }
            default -> throw new StackException("not a command");
        }
        return "";
    }

    private String status() {
        return stack.parts().stream()
                .map(part -> part.part().name().text() + "=" + part.state())
                .collect(Collectors.joining(" "));
    }
}
