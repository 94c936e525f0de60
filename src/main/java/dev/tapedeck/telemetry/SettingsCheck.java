package dev.tapedeck.telemetry;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Whether the configuration of one part can be meant. Asked once, before anything starts. */
public interface SettingsCheck {

    /** A sentence for each mistake, naming the key; none lets the service start. Names no secret. */
    List<String> mistakes();

    /** The mistakes that some checks report by throwing. */
    static List<String> thrownBy(Runnable... checks) {
        return Arrays.stream(checks)
                .flatMap(check -> {
                    try {
                        check.run();
                        return Stream.<String>empty();
                    } catch (IllegalArgumentException e) {
                        return Stream.of(String.valueOf(e.getMessage()));
                    }
                })
                .toList();
    }
}
