package dev.tapedeck.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import java.io.File;
import java.nio.file.Path;
import org.approvaltests.Approvals;
import org.approvaltests.core.ApprovalFailureReporter;
import org.approvaltests.core.Options;
import org.approvaltests.namer.ApprovalNamer;
import org.approvaltests.reporters.AutoApproveReporter;

/**
 * The approved snapshots. A snapshot that is missing or different fails; with {@code -Dupdate-snapshots} what was received
 * is approved, for a person to review before it is committed.
 */
final class Snapshots {

    static final Path APPROVED = Path.of("src/test/resources/snapshots");

    private static final Path RECEIVED = Path.of("target/snapshots");
    private static final String UPDATE = "update-snapshots";

    private Snapshots() {}

    static void verify(String name, String text) {
        ApprovalFailureReporter reporter =
                Boolean.getBoolean(UPDATE) ? new AutoApproveReporter() : Snapshots::showDifference;
        Approvals.verify(text, new Options(reporter).forFile().withNamer(new ByName(name)));
    }

    private static boolean showDifference(String received, String approved) {
        Path snapshot = Path.of(approved);
        assertThat(snapshot).as("a snapshot that -D%s writes", UPDATE).exists();
        assertThat(Path.of(received))
                .content()
                .as("%s, which -D%s brings up to date", snapshot.getFileName(), UPDATE)
                .isEqualTo(contentOf(snapshot.toFile()));
        return true;
    }

    static String fileName(String name) {
        return name + ".txt";
    }

    /** Names files after the case, where the library would take the test method's name. */
    private record ByName(String name) implements ApprovalNamer {

        @Override
        public File getApprovedFile(String extension) {
            return APPROVED.resolve(fileName(name)).toFile();
        }

        @Override
        public File getReceivedFile(String extension) {
            return RECEIVED.resolve(fileName(name)).toFile();
        }

        @Override
        public ApprovalNamer addAdditionalInformation(String info) {
            return new ByName(name + "." + info);
        }

        @Override
        public String getAdditionalInformation() {
            return "";
        }

        @Override
        public String getApprovalName() {
            return name;
        }

        @Override
        public String getSourceFilePath() {
            return APPROVED + File.separator;
        }
    }
}
