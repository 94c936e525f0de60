package dev.tapedeck.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The file, if one is wanted, that tells others where the parts are: {@code key=value} lines, sorted. */
record AddressFile(Optional<Path> path) {

    /** Takes away the file of an earlier run, so that its being there means that the stack is up. */
    void delete() throws IOException {
        if (path.isPresent()) {
            Files.deleteIfExists(path.get());
        }
    }

    /** Writes addresses and process ids; a reader sees the old file or the new one, never a part of it. */
    void write(Stack stack) throws IOException {
        if (path.isEmpty()) {
            return;
        }
        Map<String, String> entries = new TreeMap<>();
        for (Supervised part : stack.parts()) {
            entries.putAll(part.part().addresses());
            part.pid().ifPresent(pid -> entries.put("pid." + part.part().name().text(), Long.toString(pid)));
        }
        String text = entries.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                .collect(Collectors.joining());
        Files.createDirectories(path.get().getParent());
        Path draft = path.get().resolveSibling(path.get().getFileName() + ".new");
        Files.writeString(draft, text);
        Files.move(draft, path.get(), StandardCopyOption.ATOMIC_MOVE);
    }
}
